from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='UseCount',
            fields=[
                ('key', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('until', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'count of uses',
                'verbose_name_plural': 'counts of uses',
            },
        ),
    ]
