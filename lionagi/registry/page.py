"""The report page: one HTML file that needs nothing else, made of the facts of `page_facts.py`. Tooling, loaded by its verb alone.

Readable without scripts (there is none), in light and dark, on a phone, by keyboard. Every text is escaped; a colour never stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

# Light and dark: each pair of text and ground has at least the contrast of WCAG 2.2 AA, which a test computes.
COLOURS = {
    "light": {
        "ground": "#fbfaf7",
        "card": "#ffffff",
        "text": "#1d1c1a",
        "soft": "#5c5950",
        "line": "#dcd8cc",
        "pass": "#1c6b3c",
        "fail": "#a3231f",
        "inconclusive": "#7a5200",
        "accent": "#1f4e8c",
    },
    "dark": {
        "ground": "#171613",
        "card": "#201f1b",
        "text": "#edeae2",
        "soft": "#aaa595",
        "line": "#3a382f",
        "pass": "#7fd19b",
        "fail": "#ff9a92",
        "inconclusive": "#e6bd62",
        "accent": "#9cc3f5",
    },
}
_MEANING = {
    "0": "no Rust core yet",
    "1.off": "Python; Rust on request",
    "1.shadow": "Python; Rust may be compared",
    "2.ramp": "Rust for a share of processes",
    "2.live": "Rust, with fallback",
    "2.soak": "Rust; alone is next",
    "3.only": "Rust only",
}
_SIGNS = {"pass": "\u2713 pass", "fail": "\u2717 fail", "inconclusive": "? inconclusive"}
_STYLE = """
*{box-sizing:border-box}
html{color-scheme:light dark;scroll-behavior:smooth}
body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.55 ui-sans-serif,system-ui,sans-serif;overflow-wrap:anywhere}
main,header,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem;letter-spacing:-.01em}
h2{font-size:1.25rem;margin:2.6rem 0 .8rem}
h3{font-size:1.05rem;margin:0}
p{margin:.3rem 0 .8rem;max-width:70ch}
.soft{color:var(--soft)}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem .8rem}
.board{display:grid;grid-template-columns:repeat(7,minmax(0,1fr));gap:.6rem;list-style:none;padding:0;margin:0}
.board>li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.7rem .75rem;min-height:7rem}
.board strong{display:block;font-variant-numeric:tabular-nums}
.board small{color:var(--soft);display:block;line-height:1.35;margin-bottom:.5rem}
.board ul{list-style:none;padding:0;margin:0}
.board ul a{display:block;padding:.15rem 0;font-weight:600}
article{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.1rem 1.25rem;margin:0 0 1rem}
article>header{padding:0;max-width:none;margin:0 0 .6rem;display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:baseline}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.4rem 0 .8rem}
dt{color:var(--soft)}
dd{margin:0;min-width:0}
.pass{color:var(--pass)}.fail{color:var(--fail)}.inconclusive{color:var(--inconclusive)}
.pass,.fail,.inconclusive{font-weight:600;white-space:nowrap}
summary{cursor:pointer;padding:.3rem 0;color:var(--accent)}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.93rem}
caption{text-align:left;color:var(--soft);padding:.2rem 0 .5rem}
th,td{text-align:left;padding:.4rem .7rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td.number{font-variant-numeric:tabular-nums;text-align:right;white-space:nowrap}
svg{display:block;width:8rem;height:1.6rem}
polyline{fill:none;stroke:var(--accent);stroke-width:2}
circle{fill:var(--accent)}
footer{color:var(--soft);padding:2rem 1.25rem 3rem;font-size:.9rem}
@media(max-width:60rem){.board{grid-template-columns:repeat(2,minmax(0,1fr))}.board>li{min-height:0}}
@media(max-width:30rem){.board,dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}main,body>header,footer{padding-left:.9rem;padding-right:.9rem}}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
"""


def render(facts: dict[str, Any]) -> str:
    """The page."""
    return "".join(_page(facts))


def _page(facts: dict[str, Any]) -> Iterable[str]:
    light, dark = ("".join(f"--{name}:{value};" for name, value in COLOURS[mode].items()) for mode in ("light", "dark"))
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
    yield f"<title>lionagi {escape(facts['version'])}: which core runs, and what was proved</title>"
    yield f"<style>:root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}{_STYLE}</style></head><body>"
    yield '<a class="skip" href="#components">Skip to the components</a>'
    yield "<header><h1>Which core runs, and what was proved</h1>"
    yield f'<p class="soft">lionagi {escape(facts["version"])} on {escape(facts["python"])}, native part {escape(facts["native"])}; '
    yield f"made {escape(facts['made_at'])}</p></header><main>"
    yield from _board(facts)
    yield '<h2 id="components">Components</h2>'
    for component in facts["components"]:
        yield from _component(component)
    yield from _benchmarks(facts["benchmarks"])
    if facts["problems"]:
        yield "<h2>What could not be read</h2><ul>"
        yield from (f"<li>{escape(problem)}</li>" for problem in facts["problems"])
        yield "</ul>"
    yield "</main><footer>Made by <code>lionagi report --html</code> from the files of the checkout. A checksum detects careless editing "
    yield "of evidence; it is no defence against a liar.</footer></body></html>\n"


def _board(facts: dict[str, Any]) -> Iterable[str]:
    yield '<h2>Stages</h2><p class="soft">A component moves up only on evidence, one stage at a time.</p><ol class="board">'
    for stage in facts["stages"]:
        here = [each["name"] for each in facts["components"] if each["stage"] == stage]
        yield f"<li><strong>{escape(stage)}</strong><small>{escape(_MEANING[stage])}</small><ul>"
        yield from (f'<li><a href="#{escape(name)}">{escape(name)}</a></li>' for name in here)
        yield "</ul></li>"
    yield "</ol>"


def _component(component: dict[str, Any]) -> Iterable[str]:
    yield f'<article id="{escape(component["name"])}"><header><h3>{escape(component["name"])}</h3>'
    yield f'<span class="soft">{escape(component["stage"])} since {escape(component["since"])}</span></header><dl>'
    if (runs := component["runs"]) is not None:
        yield f"<dt>runs here on</dt><dd>{escape(runs['backend'])}: {escape(runs['reason'])}, asked by {escape(runs['asked_by'])}</dd>"
    for found in component["evidence"]:
        when = f", made {escape(str(found['made_at']))} on Python {escape(str(found['python']))}" if found["made_at"] else ""
        yield f"<dt>evidence for {escape(found['stage'])}</dt><dd>{_verdict(found['verdict'])}{when}"
        yield "".join(f"<br>{escape(reason)}" for reason in found["why"]) + "</dd>"
    known = (f"{each['id']}: {each['reason']} (until {each['expires']})" for each in component["ledger"])
    held = (f"{each['cause']} (build {each['fingerprint']})" for each in component["quarantines"])
    yield f"<dt>known differences</dt><dd>{_listed(known)}</dd><dt>quarantines here</dt><dd>{_listed(held)}</dd>"
    yield f"<dt>shadow runs</dt><dd>{_shadow(component['shadow'])}</dd></dl>"
    yield from _next(component["next"])
    yield from _history(component)
    yield "</article>"


def _shadow(found: dict[str, Any] | None) -> str:
    """Samples and mismatches, and what differed how often, the most frequent first."""
    if found is None:
        return "no record given"
    word = "pass" if found["samples"] and not found["mismatches"] else "fail" if found["mismatches"] else "inconclusive"
    told = f"{found['samples']:,} samples, {found['mismatches']:,} mismatches, {found['breakers']:,} breakers opened"
    differed = (f"{count:,} x {member}" for member, count in sorted(found["by_member"].items(), key=lambda each: -each[1]))
    return "<br>".join([f"{_verdict(word)} {escape(told)}", *map(escape, differed)])


def _listed(texts: Iterable[str]) -> str:
    return "<br>".join(map(escape, texts)) or "none"


def _verdict(word: str) -> str:
    return f'<span class="{escape(word)}">{escape(_SIGNS.get(word, word))}</span>'


def _next(found: dict[str, Any] | None) -> Iterable[str]:
    if found is None:
        yield "<p>There is no stage above.</p>"
        return
    yield f"<p>Next: <strong>{escape(found['stage'])}</strong>, {_verdict(found['verdict'])}</p>"
    if found["why"] and not found["gate"]:
        yield "<ul>" + "".join(f"<li>{escape(reason)}</li>" for reason in found["why"]) + "</ul>"
    if found["gate"]:
        yield f"<details><summary>The gate to {escape(found['stage'])}, line by line</summary>"
        rows = [(escape(line["name"]), escape(line["required"]), escape(line["found"]), _verdict(line["state"])) for line in found["gate"]]
        yield from _table(f"What {found['stage']} needs and what was found", ("line", "required", "found", ""), rows)
        yield "</details>"


def _history(component: dict[str, Any]) -> Iterable[str]:
    yield "<details><summary>Its history</summary>"
    rows = [
        (escape(entry["since"]), escape(f"{entry['phase']}.{entry['stage']}" if "stage" in entry else entry["phase"]), escape(_more(entry)))
        for entry in component["history"]
    ]
    yield from _table(f"Where {component['name']} stood", ("since", "stage", "why"), rows)
    yield "</details>"


def _more(entry: dict[str, str]) -> str:
    return "; ".join(f"{key} {entry[key]}" for key in ("percent", "evidence", "reason", "date", "link") if key in entry) or "-"


def _benchmarks(found: dict[str, Any]) -> Iterable[str]:
    yield "<h2>Benchmarks</h2>"
    if not found["runs"]:
        yield "<p>No run is recorded: <code>python -m benchmarks --record</code> keeps one.</p>"
        return
    yield f'<p class="soft">Time on Rust over time on Python, taken inside one run; below 1 Rust is faster. {len(found["runs"])} recorded '
    yield f"run{'s' * (len(found['runs']) > 1)}, the last one {escape(found['runs'][-1])}.</p>"
    rows = []
    for line in found["lines"]:
        known = [ratio for ratio in line["ratios"] if ratio is not None]
        last = "-" if line["ratios"][-1] is None else f"{line['ratios'][-1]:.2f}"
        words_for_it = ", ".join("not measured" if ratio is None else f"{ratio:.2f}" for ratio in line["ratios"])
        rows.append((escape(line["name"]), escape(line["component"]), last, _spark(known, words_for_it), escape(words_for_it)))
    yield from _table("Ratios over the recorded runs", ("benchmark", "component", "last", "course", "every run"), rows, numbers=(2,))


def _spark(ratios: list[float], label: str) -> str:
    """The course as a line; a single run is a point. The numbers stand beside it."""
    if not ratios:
        return ""
    low, high = min(ratios), max(ratios)
    span = (high - low) or 1.0
    step = 120 / max(1, len(ratios) - 1)
    points = [(4 + at * step, 20 - 16 * (ratio - low) / span) for at, ratio in enumerate(ratios)]
    line = f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>' if len(points) > 1 else ""
    x, y = points[-1]
    return f'<svg viewBox="0 0 128 24" role="img" aria-label="{escape(label)}">{line}<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/></svg>'


def _table(caption: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]], numbers: tuple[int, ...] = ()) -> Iterable[str]:
    """Cells are HTML already. A wide table scrolls in a region of its own, which the keyboard reaches."""
    name = escape(caption)
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{name}"><table><caption>{name}</caption><thead><tr>'
    yield "".join(f'<th scope="col">{escape(title)}</th>' for title in head) + "</tr></thead><tbody>"
    for row in rows:
        cells = (f'<td class="number">{cell}</td>' if at in numbers else f"<td>{cell}</td>" for at, cell in enumerate(row))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
