"""The page of the measurements: docs/bench.md and its plots, from the results of a run."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from kb.settings import ROOT

PAGE = ROOT / "docs" / "bench.md"
PLOTS = ROOT / "docs" / "bench"
Results = Mapping[str, Any]
Row = Sequence[object]
# Words stay words: the reader's fonts have the characters, the machine that draws may not. Equal input, equal bytes.
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "zeren",
    "font.family": "sans-serif",
    "figure.figsize": (7.2, 3.6),
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def write_page(results: Results) -> None:
    """Write the page and the plots of what the results hold; what was not measured is not on it."""
    PLOTS.mkdir(exist_ok=True)
    sections = [section(results) for part, section in _SECTIONS.items() if part in results]
    PAGE.write_text("\n".join([_head(results), *sections]), encoding="utf-8")


def _head(results: Results) -> str:
    machine = results["machine"]
    return (
        f"# 量得的数字\n\n由 `make bench` 写成，不手改。量的部分：{'、'.join(f'`{part}`' for part in _SECTIONS if part in results)}。\n\n"
        f"{machine['day']}，{machine['cores']} 核，{machine['memory_gib']:.0f} GiB 内存，Python {machine['python']}；"
        f"开始时系统负载 {machine['load']:.1f}（1 分钟平均，满载是 {machine['cores']}）。"
        "机器上若有别的工作，绝对值偏慢，比例仍可看：相比的两方在同一次里轮流量。\n"
    )


def _parse(results: Results) -> str:
    rows = results["parse"]["understand_seconds"]

    def draw(axes: Axes) -> None:
        _curve(axes, rows, "全部读懂")
        _curve(axes, results["parse"]["outline_seconds"], "只分条款")
        _logarithmic(axes, "文本 MB", "秒")

    return _section(
        "读懂文本",
        f"每秒 {results['parse']['understand_mb_per_s']:.2f} MB；增长指数 {results['parse']['growth_exponent']:.2f}（1 是成正比）。",
        _plot("parse", draw),
        _table(("MB", "秒"), ((f"{size:.1f}", f"{took:.2f}") for size, took in rows)),
    )


def _growth(results: Results) -> str:
    rows, exponents = results["growth"]["rows"], results["growth"]["growth_exponents"]
    columns = {
        "build_seconds": "建快照 秒",
        "first_start_seconds": "头一次启动到第一个回答 秒",
        "first_answer_seconds": "以后启动 秒",
        "memory_mb": "进程内存 MB",
        "queries_memory_mb": "SPARQL 进程内存 MB（合计）",
        "snapshot_mb": "快照 MB",
        "ask_ms_p50": "提问 p50 毫秒",
        "ask_ms_p95": "提问 p95 毫秒",
    }

    def draw(axes: Axes) -> None:
        for name in ("build_seconds", "first_start_seconds", "first_answer_seconds"):
            _curve(axes, [(row["plans"], row[name]) for row in rows], columns[name])
        _logarithmic(axes, "份数", "秒")

    body = [(row["plans"], *(f"{row[name]:.3g}" for name in columns)) for row in rows]
    return _section(
        "文件越来越多",
        "造出来的规划，比真的短；只按字面检索；最后一行是由 10 份到 1,000 份的增长指数。"
        "头一次启动把大的图谱（超过 64 MB）存成各进程共用的文件，以后启动直接用。",
        _plot("growth", draw),
        _table(("份数", *columns.values()), [*body, ("指数", *(f"{exponents[name]:.2f}" for name in columns))]),
    )


def _load(results: Results) -> str:
    kinds = {"no_answers_kept": "都要现算", "all_answers_kept": "都已记住"}
    found = results["load"]
    clients = list(found["no_answers_kept"])

    def draw(axes: Axes) -> None:
        _bars(
            axes,
            [name.split("_")[0] for name in clients],
            {label: _rates(found[kind]) for kind, label in kinds.items()},
        )
        axes.set_xlabel("同时提问")
        axes.set_ylabel("个回答/秒")

    rows = [
        (label, name.split("_")[0], *(f"{found[kind][name][key]:.3g}" for key in found[kind][name]))
        for kind, label in kinds.items()
        for name in clients
    ]
    return _section(
        "每秒多少个回答",
        f"{found['questions']} 个不同的问题，{found['workers']} 个服务进程，客户端也用这些核。",
        _plot("load", draw),
        _table(("", "同时提问", *found["no_answers_kept"][clients[0]]), rows),
    )


def _rates(found: Mapping[str, Mapping[str, float]]) -> list[float]:
    return [row["answers_per_second"] for row in found.values()]


def _search(results: Results) -> str:
    rows = results["search"]
    names = [name for name in rows[0] if name != "passages"]

    def draw(axes: Axes) -> None:
        for name in ("search_ms_p50", "search_ms_p95"):
            _curve(axes, [(row["passages"], row[name]) for row in rows], name.rpartition("_")[2])
        _logarithmic(axes, "段数", "毫秒")

    body = [(name, *(f"{row[name]:.3g}" for row in rows)) for name in names]
    return _section(
        "检索很多段",
        "两万段由自带的编码器编码，其余是它们的变化：分句删去或移位，向量随之转动。召回是与逐段比较的排序相比。",
        _plot("search", draw),
        _table(("", *(f"{row['passages']:,} 段" for row in rows)), body),
    )


def _sparql(results: Results) -> str:
    rates = results["sparql"]["requests_per_second"]
    servers = list(next(iter(rates.values())))

    def draw(axes: Axes) -> None:
        _bars(axes, list(rates), {server: [by[server] for by in rates.values()] for server in servers})
        axes.set_ylabel("个查询/秒")

    body = [(query, *(f"{by[server]:.0f}" for server in servers)) for query, by in rates.items()]
    return _section(
        "SPARQL 与别的服务相比",
        f"{results['sparql']['triples']:,} 条三元组，一个客户端，每次的查询都不同。",
        _plot("sparql", draw),
        _table(("查询", *servers), body),
    )


def _figures(title: str, part: str) -> Callable[[Results], str]:
    """A section that lists what was measured by its name."""

    def section(results: Results) -> str:
        return _section(title, _table(("", ""), _flat(results[part])))

    return section


def _flat(found: Mapping[str, Any] | Sequence[Any], above: str = "") -> list[Row]:
    rows: list[Row] = []
    pairs = found.items() if isinstance(found, Mapping) else enumerate(found, 1)
    for name, value in pairs:
        if isinstance(value, Mapping | list):
            rows.extend(_flat(value, f"{above}{name}."))
        elif isinstance(value, int | float | str):
            rows.append((f"`{above}{name}`", f"{value:.4g}" if isinstance(value, float) else value))
    return rows


_SECTIONS: Mapping[str, Callable[[Results], str]] = {
    "load": _load,
    "snapshot": _figures("一份规划：建、打开、提问", "snapshot"),
    "parse": _parse,
    "growth": _growth,
    "scale": _figures("编码器，和一百份规划", "scale"),
    "search": _search,
    "search_beside": _figures("一份规划旁边有十万段别的文字", "search_beside"),
    "sparql": _sparql,
    "faults": _figures("出故障后多久恢复", "faults"),
    "reasoning": _figures("推理", "reasoning"),
}


def _section(title: str, *parts: str) -> str:
    return "\n\n".join((f"## {title}", *parts)) + "\n"


def _table(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _plot(name: str, draw: Callable[[Axes], None]) -> str:
    # The machine may have no font with the characters; the reader's has.
    with mpl.rc_context(_STYLE), warnings.catch_warnings(action="ignore", category=UserWarning):
        figure, axes = plt.subplots()
        draw(axes)
        axes.legend(frameon=False)
        figure.savefig(PLOTS / f"{name}.svg", metadata={"Date": None}, bbox_inches="tight")
        plt.close(figure)
    return f"![{name}](bench/{name}.svg)"


def _curve(axes: Axes, points: Sequence[Sequence[float]], label: str) -> None:
    axes.plot([point[0] for point in points], [point[1] for point in points], marker="o", label=label)


def _logarithmic(axes: Axes, across: str, up: str) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(alpha=0.3)


def _bars(axes: Axes, groups: Sequence[str], series: Mapping[str, Sequence[float]]) -> None:
    width = 0.8 / len(series)
    for nth, (label, values) in enumerate(series.items()):
        axes.bar([place + nth * width for place in range(len(groups))], values, width, label=label)
    axes.set_xticks([place + (len(series) - 1) * width / 2 for place in range(len(groups))], groups)
