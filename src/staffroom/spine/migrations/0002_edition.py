"""The row that says when remembered records last changed."""

import secrets
from typing import Any

from django.db import migrations, models


def first_edition(apps: Any, schema_editor: Any) -> None:
    apps.get_model("spine", "Edition").objects.create(pk=1, token=secrets.token_hex(12))


class Migration(migrations.Migration):
    dependencies = [("spine", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=24)),
            ],
        ),
        migrations.RunPython(first_edition, migrations.RunPython.noop),
    ]
