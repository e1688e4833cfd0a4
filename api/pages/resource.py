"""The page of one thing of the graph."""

from api.pages.addresses import address
from api.pages.html import link, text
from kb.addresses import place_path
from kb.graph.resources import Property, Quote, Resource, Value

_BASIS = {"stated": "原文", "inferred": "推出", "supplied": "补充"}
_FORMATS = {"ttl": "Turtle", "jsonld": "JSON-LD", "trig": "TriG（分图）"}


def resource_body(resource: Resource, base: str, root: str) -> str:
    """The main part, in HTML, of ``resource``; IRIs under ``base`` become links into this service, mounted at ``root``."""
    path = address(resource.iri, base, root) or ""
    formats = "、".join(link(f"{path}?format={name}", label) for name, label in _FORMATS.items())
    parts = [
        f"<h1>{text(resource.label)}</h1>",
        f'<p class="iri"><code>{text(resource.iri)}</code></p>',
        f"<p>{resource.triples} 条三元组</p>" if resource.triples is not None else "",
        _quote(resource.quote, root) if resource.quote else "",
        _table("它的内容", resource.outgoing, base, root),
        _table("指向它的", resource.incoming, base, root),
        f"<p>数据：{formats}</p>",
        '<p class="note">原文：文件里写明的；推出：按规则推知，原文没有这样写；补充：由人补充，不是原文。</p>',
    ]
    return "\n".join(part for part in parts if part)


def _quote(found: Quote, root: str) -> str:
    place = f"{root}{place_path({'document': found.document, 'start': found.start, 'end': found.end})}"
    return (
        f"<blockquote>{text(found.quote)}</blockquote>\n"
        f'<p class="place">规范文本第 {found.start}—{found.end} 个字符：{link(place, "全文")}</p>'
    )


def _table(title: str, properties: tuple[Property, ...], base: str, root: str) -> str:
    if not properties:
        return ""
    rows = "\n".join(
        f"<tr><th>{_linked(prop.iri, prop.label, base, root)}</th><td>{_values(prop, base, root)}</td></tr>"
        for prop in properties
    )
    return f"<h2>{text(title)}</h2>\n<table>\n{rows}\n</table>"


def _values(prop: Property, base: str, root: str) -> str:
    items = "".join(f"<li>{_value(value, base, root)}</li>" for value in prop.values)
    more = f'<p class="note">另有 {prop.left_out} 项未列出</p>' if prop.left_out else ""
    return f"<ul>{items}</ul>{more}"


def _value(value: Value, base: str, root: str) -> str:
    marks = "".join(f' <small class="{name}">{_BASIS[name]}</small>' for name in value.basis)
    return (text(value.text) if value.iri is None else _linked(value.iri, value.text, base, root)) + marks


def _linked(iri: str, label: str, base: str, root: str) -> str:
    path = address(iri, base, root)
    return f'<span title="{text(iri)}">{text(label)}</span>' if path is None else link(path, label)
