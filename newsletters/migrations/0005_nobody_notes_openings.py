from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsletters", "0004_parts_of_an_issue")]

    operations = [migrations.RemoveField(model_name="reviewlink", name="opened_at")]
