from django.db import migrations, models

from portal.core.append_only import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("contact_centre", "0003_closings_of_the_past")]

    operations = [
        migrations.AddConstraint(
            model_name='citizenrequest',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['received', 'registered', 'in_progress', 'resolved', 'handed_over', 'declined', 'duplicate', 'spam']), ('kind__in', ['suggestion', 'request', 'fault', 'question']), ('channel__in', ['web', 'app', 'email', 'phone', 'in_person', 'letter'])), name='request_state_and_kind_known', violation_error_message='Unknown state or kind.'),
        ),
        migrations.AddConstraint(
            model_name='citizenrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('activity__isnull', True), ('status__in', ('received', 'spam'))), models.Q(models.Q(('status__in', ('received', 'spam')), _negated=True), ('activity__isnull', False)), _connector='OR'), name='request_has_its_activity', violation_error_message='Every request that counts has one activity.'),
        ),
        migrations.AddConstraint(
            model_name='citizenrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('resolved', 'handed_over', 'declined', 'duplicate')), _negated=True), ('mayor_informed_on__isnull', False), models.Q(('mayor_not_informed_because', ''), _negated=True), _connector='OR'), name='closed_request_told_mayor', violation_error_message='A request is closed when the mayor was informed, or with a reason why not.'),
        ),
        migrations.AddConstraint(
            model_name='citizenrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status__in', ('resolved', 'handed_over', 'declined', 'duplicate'))), models.Q(models.Q(('status__in', ('resolved', 'handed_over', 'declined', 'duplicate')), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='only_closed_request_has_end', violation_error_message='A closed request has a time of closing, no other has.'),
        ),
        migrations.AddConstraint(
            model_name='citizenrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('duplicate_of__isnull', False), ('status', 'duplicate')), models.Q(models.Q(('status', 'duplicate'), _negated=True), ('duplicate_of__isnull', True)), _connector='OR'), name='duplicate_names_the_first', violation_error_message='A duplicate says which request it repeats.'),
        ),
        migrations.AddConstraint(
            model_name='citizenrequest',
            constraint=models.CheckConstraint(condition=models.Q(('paused_on__isnull', True), ('status__in', ('registered', 'in_progress')), _connector='OR'), name='only_worked_on_request_is_paused', violation_error_message='Time stands still only while the centre works on a request.'),
        ),
        migrations.AddConstraint(
            model_name='citizenrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='request_place_has_both_numbers', violation_error_message='A point has two numbers.'),
        ),
        migrations.RunPython(protect("contact_centre_dataaccess"), unprotect("contact_centre_dataaccess")),
    ]
