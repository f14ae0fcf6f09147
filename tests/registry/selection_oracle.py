"""A second, dumber way to the selection table: rows written by hand from the contract, first match wins.

Shares no code with `lionagi.registry.selection`. `*` matches anything, `a|b` either, `-` means not ordered.
"""

# Which order speaks: kill, override, per object, LIONAGI_COMPONENTS, LIONAGI_BACKEND -> demand, reason code.
_ORDERS = """
yes  *           *      *           *            ->  python  KILL_SWITCH
-    python      *      *           *            ->  python  OVERRIDE
-    rust        *      *           *            ->  rust    OVERRIDE
-    prefer-rust *      *           *            ->  prefer  OVERRIDE
-    auto        *      *           *            ->  auto    -
-    -           True   *           *            ->  rust    PER_OBJECT
-    -           False  *           *            ->  python  PER_OBJECT
-    -           -      python      *            ->  python  FORCED_COMPONENT
-    -           -      rust        *            ->  rust    FORCED_COMPONENT
-    -           -      prefer-rust *            ->  prefer  FORCED_COMPONENT
-    -           -      auto        *            ->  auto    -
-    -           -      -           python       ->  python  FORCED_GLOBAL
-    -           -      -           rust         ->  rust    FORCED_GLOBAL
-    -           -      -           prefer-rust  ->  prefer  FORCED_GLOBAL
-    -           -      -           auto|-       ->  auto    -
"""

# A component without a Rust core: orders for all components pass it by, orders that name it may say python only.
_ORDERS_PHASE_0 = """
*    rust|prefer-rust  *      *                 *            ->  ERROR   -
*    *                 *      rust|prefer-rust  *            ->  ERROR   -
yes  *                 *      *                 *            ->  python  KILL_SWITCH
-    python            *      *                 *            ->  python  OVERRIDE
-    auto              *      *                 *            ->  auto    -
-    -                 False  *                 *            ->  python  PER_OBJECT
-    -                 *      python            *            ->  python  FORCED_COMPONENT
-    -                 *      auto              *            ->  auto    -
-    -                 *      -                 python       ->  python  FORCED_GLOBAL
-    -                 *      -                 *            ->  auto    -
"""

# What comes of it: demand, stage, native part, quarantine record, LIONAGI_ON_FALLBACK -> backend, reason (`=`: of the order).
_OUTCOMES = """
python  3.only      *                      *    *      ->  ERROR    -
python  *           *                      *    *      ->  python   =
rust    *           loaded                 *    *      ->  rust     =
rust    *           *                      *    *      ->  REFUSED  =
prefer  3.only      loaded                 *    *      ->  rust     =
prefer  3.only      missing|broken         *    *      ->  AT_USE   =
prefer  3.only      stale|twofold|refused  *    *      ->  REFUSED  =
prefer  *           loaded|stale|refused   yes  *      ->  python   QUARANTINED
prefer  *           loaded                 -    *      ->  rust     =
prefer  *           stale|twofold|refused  *    *      ->  REFUSED  =
prefer  *           missing|broken         *    error  ->  REFUSED  =
prefer  *           missing                *    *      ->  python   FALLBACK_NOT_INSTALLED
prefer  *           broken                 *    *      ->  python   FALLBACK_IMPORT_FAILED
auto    0           *                      *    *      ->  python   PHASE_DEFAULT
auto    1.off       *                      *    *      ->  python   PHASE_DEFAULT
auto    1.shadow    *                      *    *      ->  python   PHASE_DEFAULT
auto    2.ramp:out  loaded|stale|refused   yes  *      ->  python   QUARANTINED
auto    2.ramp:out  *                      *    *      ->  python   ROLLOUT_OUT
auto    2.ramp:in   loaded                 -    *      ->  rust     ROLLOUT_IN
auto    2.live      loaded                 -    *      ->  rust     PHASE_DEFAULT
auto    2.soak      loaded                 -    *      ->  rust     PHASE_DEFAULT
auto    3.only      loaded                 *    *      ->  rust     PHASE_DEFAULT
auto    3.only      missing                *    *      ->  AT_USE   PHASE_DEFAULT
auto    3.only      broken                 *    *      ->  AT_USE   PHASE_DEFAULT
auto    3.only      stale|twofold|refused  *    *      ->  REFUSED  PHASE_DEFAULT
auto    *           loaded|stale|refused   yes  *      ->  python   QUARANTINED
auto    2.ramp:in   stale|twofold|refused  *    *      ->  REFUSED  ROLLOUT_IN
auto    *           stale|twofold|refused  *    *      ->  REFUSED  PHASE_DEFAULT
auto    2.ramp:in   missing|broken         *    error  ->  REFUSED  ROLLOUT_IN
auto    *           missing|broken         *    error  ->  REFUSED  PHASE_DEFAULT
auto    *           missing                *    *      ->  python   FALLBACK_NOT_INSTALLED
auto    *           broken                 *    *      ->  python   FALLBACK_IMPORT_FAILED
"""


def expected(stage, kill, override, per_object, named, backend, native, quarantine, on_fallback):
    """(`python` | `rust` | `REFUSED` | `AT_USE` | `ERROR`, reason code). `stage` has `:in` or `:out` at 2.ramp."""
    if kill == "yes" and stage == "3.only":
        return "ERROR", "-"
    orders = _ORDERS_PHASE_0 if stage == "0" else _ORDERS
    demand, reason = _first(orders, (kill, override, per_object, named, backend))
    if demand == "ERROR":
        return demand, reason
    backend_, reason_ = _first(_OUTCOMES, (demand, stage, native, quarantine, on_fallback))
    return backend_, reason if reason_ == "=" else reason_


def rows():
    """Every row of the three tables, to show that each is met."""
    return [line for text in (_ORDERS, _ORDERS_PHASE_0, _OUTCOMES) for line in _lines(text)]


met = set()


def _lines(text):
    return [line for line in text.splitlines() if line.strip()]


def _first(text, values):
    for line in _lines(text):
        left, right = line.split("->")
        patterns = left.split()
        if all(pattern == "*" or str(value) in pattern.split("|") for pattern, value in zip(patterns, values, strict=True)):
            met.add(line)
            backend, reason = right.split()
            return backend, reason
    raise AssertionError(f"no row for {values}")
