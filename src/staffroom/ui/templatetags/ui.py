"""The components, as template tags. They are builtins: no ``load`` is needed."""

from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, widgets
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext

from staffroom.core.practices import SUBJECT
from staffroom.core.roster.told import in_spanish
from staffroom.ui import writing
from staffroom.ui.context import initials_of

register = template.Library()


# --- Time --------------------------------------------------------------------------------------------
@register.filter
def clock(minutes: int) -> str:
    """545 is "9:05 a.m." in English, "9:05" in Spanish."""
    hour, minute = divmod(int(minutes), 60)
    if (get_language() or "en").startswith("es"):
        return f"{hour}:{minute:02d}"
    return f"{(hour - 1) % 12 + 1}:{minute:02d} {'a.m.' if hour % 24 < 12 else 'p.m.'}"


@register.simple_tag
def clock_range(start: int, end: int) -> str:
    """ "8:05–8:55 a.m." with the half of the day said once when it is the same."""
    first, last = clock(start), clock(end)
    half = last[-5:]
    return f"{first.removesuffix(half) if half in {' a.m.', ' p.m.'} else first}–{last}"


@register.simple_tag
def clock_span(start: int, end: int) -> str:
    """ "8:05–8:55", for a drawing whose hours stand beside it."""
    return "–".join(clock(minutes).removesuffix(" a.m.").removesuffix(" p.m.") for minutes in (start, end))


@register.filter
def school_subject(code: str) -> str:
    """A subject by its name in the reader's language; a code that is not ours as it is."""
    subject = SUBJECT.get(code)
    if subject is None:
        return code
    return subject.name_es if (get_language() or "en").startswith("es") else subject.name_en


@register.filter
def told(sentence: str) -> str:
    """A sentence of the roster reader in the reader's language."""
    return in_spanish(sentence) if (get_language() or "en").startswith("es") else sentence


@register.filter
def duration(minutes: int) -> str:
    """50 is "50 minutes"; 90 is "1 hour 30 minutes"."""
    hours, rest = divmod(int(minutes), 60)
    parts = [ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}] if hours else []
    if rest or not hours:
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(parts)


@register.filter
def written(text: str) -> str:
    """What people wrote: paragraphs, lists, emphasis and links; all else is shown as the text it is."""
    return writing.as_html(text)


@register.filter
def in_brief(text: str, words: int) -> str:
    """The beginning of what somebody wrote, without its marks."""
    return Truncator(writing.as_words(text)).words(words)


def _in_words(day: date, english: str, spanish: str) -> str:
    return date_format(day, spanish if (get_language() or "en").startswith("es") else english)


@register.filter
def long_day(day: date) -> str:
    """ "Tuesday, December 1", "martes 1 de diciembre"."""
    return _in_words(day, "l, F j", r"l j \d\e F")


@register.filter
def short_day(day: date) -> str:
    """ "Tue, Dec 1", "mar 1 dic"."""
    return _in_words(day, "D, M j", "D j M")


@register.filter
def day_name(day: date) -> str:
    """The weekday in the reader's language."""
    return date_format(day, "l")


@register.simple_tag(takes_context=True)
def block_again(context: template.Context, name: str) -> str:
    """The text of a block drawn earlier on the page: the title is also the heading."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return block.render(context) if block else ""


# --- Small parts -------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str) -> str:
    """A drawn sign, hidden from screen readers: it always stands beside a word."""
    return _drawn(_sprite(settings.STATIC_URL, settings.DEBUG), name)


@lru_cache(maxsize=8)
def _sprite(_static_url: str, _debug: bool) -> str:
    """Where the signs are: looked up once for each setting, since a page has dozens of them."""
    return static("ui/vendor/icons.svg")


@lru_cache(maxsize=256)
def _drawn(sprite: str, name: str) -> str:
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', sprite, name)


@register.inclusion_tag("ui/_who_sees.html")
def who_sees(readers: Any) -> dict[str, Any]:
    """The lock line: who can read this."""
    return {"readers": readers}


@register.inclusion_tag("ui/_empty_state.html")
def empty_state(title: Any, text: Any = "", icon: str = "inbox", url: str = "", label: Any = "") -> dict[str, Any]:
    """What belongs on an empty page, and the one button that fills it."""
    return {"title": title, "text": text, "icon": icon, "url": url, "label": label}


def _card_of(person: Any) -> dict[str, Any]:
    """A dict as given; a staff record by its name and, when already fetched, its main assignment (no query)."""
    if isinstance(person, dict):
        card = dict(person)
    else:
        fetched = getattr(person, "_prefetched_objects_cache", {}).get("assignments")
        card = {"name": str(person), "role": str(fetched[0]) if fetched else ""}
    card.setdefault("initials", initials_of(str(card["name"])))
    return card


@register.inclusion_tag("ui/_person_card.html")
def person_card(person: Any, detail: Any = "", url: str = "") -> dict[str, Any]:
    """A person: circle with initials, name, role and school, and a detail line."""
    card = _card_of(person)
    return {**card, "detail": detail or card.get("detail", ""), "url": url or card.get("url", "")}


@register.inclusion_tag("ui/_week_grid.html")
def week_grid(grid: Any) -> dict[str, Any]:
    """A ``staffroom.ui.weekgrid.WeekGrid``, drawn and as a list."""
    return {"grid": grid}


@register.simple_tag
def chart(drawn: Any) -> str:
    """One of ``staffroom.ui.charts``: the picture, its description and its table."""
    return render_to_string("ui/_chart.html", {"chart": drawn})


@register.inclusion_tag("ui/_job_progress.html")
def job_progress(job: dict[str, Any]) -> dict[str, Any]:
    """A job: ``title, state, done, total, step``; while it runs ``poll`` (address of this fragment) and ``cancel``;
    at the end ``result`` (sentence), ``error`` (sentence) and ``next_url``/``next_label``."""
    total, done = job.get("total") or 0, job.get("done") or 0
    percent = min(100, round(100 * done / total)) if total else None
    running = job.get("state") in {"waiting", "running"}
    return {"job": job, "percent": percent, "running": running, "known": percent is not None}


@register.inclusion_tag("ui/_toasts.html", takes_context=True)
def toasts(context: template.Context) -> dict[str, Any]:
    """What was said since the last page."""
    return {"messages": context.get("messages"), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/_pages.html", takes_context=True)
def pages(context: template.Context, page: Any) -> dict[str, Any]:
    """First, previous, next and last page of a Django ``Page``; the other parameters of the address are kept."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "kept": query.urlencode()}


@register.inclusion_tag("ui/_take_away.html", takes_context=True)
def take_away(context: template.Context) -> dict[str, Any]:
    """Links to what is shown as a spreadsheet, for a view marked with ``hands_out("csv", "xlsx")``."""
    query = context["request"].GET.copy()
    for name in ("page", "as"):
        query.pop(name, None)
    return {"kept": query.urlencode()}


# --- Forms -------------------------------------------------------------------------------------------
@register.inclusion_tag("ui/_form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The summary of what must be mended, with a link to each field."""
    named = [form[name] for name in form.errors if name in form.fields]
    visible = [(bound, error) for bound in named if not bound.is_hidden for error in bound.errors]
    hidden = [error for bound in named if bound.is_hidden for error in bound.errors]
    return {"form": form, "general": [*form.non_field_errors(), *hidden], "named": visible}


GROUPS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


def _css_class(widget: widgets.Widget) -> str:
    if isinstance(widget, GROUPS):
        return "choice-inputs"
    if isinstance(widget, widgets.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, widgets.Select) else "form-control"


def _attributes(bound: BoundField, css: str, described: list[str]) -> dict[str, Any]:
    attributes: dict[str, Any] = {"class": f"{bound.field.widget.attrs.get('class', '')} {css}".strip()}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
        attributes["class"] += " is-invalid"
    return attributes


def _takes_marks(widget: widgets.Widget) -> bool:
    """Whether what is typed is shown by ``written``: a text of several lines in a person's own words."""
    return isinstance(widget, widgets.Textarea) and "words" in widget.attrs.get("class", "").split()


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, who_sees: Any = "", count_words: int | None = None) -> dict[str, Any]:
    """Label, help, control and message of one form field. ``count_words``: the most words the server takes."""
    base = bound.auto_id or bound.html_name
    widget = bound.field.widget
    parts = {
        "help": bool(bound.help_text),
        "marks": _takes_marks(widget),
        "who": bool(who_sees),
        "error": bool(bound.errors),
        "count": bool(count_words),
    }
    described = [f"{base}-{part}" for part, there in parts.items() if there]
    attributes = _attributes(bound, _css_class(widget), described)
    if count_words:
        attributes["data-count-words"] = count_words
        attributes["data-count-into"] = f"{base}-count"
    grouped = bound.use_fieldset
    if grouped:
        attributes.pop("aria-describedby", None)
    return {
        "bound": bound, "base": base, "control": bound.as_widget(attrs=attributes), "grouped": grouped,
        "check": isinstance(widget, widgets.CheckboxInput), "who_sees": who_sees, "count_words": count_words,
        "described": " ".join(described), "marks": parts["marks"],
        "optional": not bound.field.required and not isinstance(widget, widgets.CheckboxInput),
    }  # fmt: skip


@register.inclusion_tag("ui/_form_fields.html")
def form_fields(form: Any) -> dict[str, Any]:
    """Every field of a form, in its order."""
    return {"form": form}
