"""What the log says about plans. Names nobody but whoever plans."""

from django.utils.translation import gettext_lazy

from staffroom.spine import audit

STARTED = audit.declare("plan.started", gettext_lazy("A plan of visits was started."))
OFFERED = audit.declare("plan.offered", gettext_lazy("A plan of visits was offered."))
WITHDRAWN = audit.declare("plan.withdrawn", gettext_lazy("An offered plan of visits was taken back."))
DELETED = audit.declare("plan.deleted", gettext_lazy("A plan of visits was deleted."))
