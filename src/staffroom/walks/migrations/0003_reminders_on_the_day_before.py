from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('walks', '0002_who_holds_a_pattern_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='walk',
            name='reminded',
            field=models.DateTimeField(blank=True, help_text='Its people had a mail on the day before.', null=True),
        ),
    ]
