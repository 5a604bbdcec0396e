"""Turns the load generator's lines into a table with ratios and spread, a picture, and the numbers themselves."""
import json, os

# what the table shows: title, phase, which run of that phase (k or rate), how to read it, how many digits
ROWS = [
    ("connects/s", "A", {}, lambda r: r["conns_per_s"], 0),
    ("bytes (RSS) per idle connection", "A", {}, lambda r: r["rss_per_conn"], 0),
    ("call set-ups/s, K=64", "B", {"k": 64}, lambda r: r["setups_per_s"], 0),
    ("messages per CPU s, K=64", "B", {"k": 64}, lambda r: r["msgs_per_cpu_s"], 0),
    ("messages per CPU s, K=512", "B", {"k": 512}, lambda r: r["msgs_per_cpu_s"], 0),
    ("p50 ms at 13,000/s", "C", {"rate": 13000}, lambda r: r["msg_us"]["p50"] / 1000, 2),
    ("p99 ms at 13,000/s", "C", {"rate": 13000}, lambda r: r["msg_us"]["p99"] / 1000, 2),
    ("CPU at 13,000/s", "C", {"rate": 13000}, lambda r: r["server_cpu_s"] / r["secs"], 2),
    ("p99 ms at 4,000/s", "C", {"rate": 4000}, lambda r: r["msg_us"]["p99"] / 1000, 2),
    ("CPU at 4,000/s", "C", {"rate": 4000}, lambda r: r["server_cpu_s"] / r["secs"], 2),
    ("CPU s to clean up", "D", {}, lambda r: r["server_cpu_s"], 2),
    ("lost, repeated, reordered, misrouted, altered", None, {}, None, 0),
]
FAULTS = ("lost", "dup", "reordered", "misrouted", "altered")
PICTURE = "messages per CPU s, K=64"


def values(row, lines):
    _, phase, where, read, _ = row
    if phase is None:
        return [sum(abs(line[f]) for line in lines for f in FAULTS if f in line)]
    return [read(line) for line in lines if line["phase"] == phase and all(line[key] == value for key, value in where.items())]


def gather(names, runs):
    return {row[0]: {name: [v for ran, lines in runs if ran == name for v in values(row, lines)] for name in names} for row in ROWS}


def table(names, numbers, median):
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for title, _, _, read, digits in ROWS:
        row = numbers[title]
        base = median(row["socketio"]) if row.get("socketio") else 0
        cells = []
        for name in names:
            if not row[name]:
                cells.append("–")
                continue
            middle = median(row[name]) if read else sum(row[name])
            spread = f" ({min(row[name]):,.{digits}f}–{max(row[name]):,.{digits}f})" if read and len(row[name]) > 1 else ""
            ratio = f" **×{middle / base:.2g}**" if read and base and name != "socketio" else ""
            cells.append(f"{middle:,.{digits}f}{spread}{ratio}")
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


# what is aimed at: the row, the server to compare with (none: the number itself), at least or at most, how much
TARGETS = [
    ("messages per CPU s, K=64", "socketio", ">=", 5),
    ("messages per CPU s, K=64", "relay", ">=", 0.75),
    ("p99 ms at 13,000/s", "socketio", "<=", 0.01),
    ("CPU at 4,000/s", "relay", "<=", 1.3),
    ("bytes (RSS) per idle connection", None, "<=", 3000),
    ("connects/s", "socketio", ">=", 5),
]


def targets(names, numbers, median):
    ours = [name for name in names if name.startswith("signaling")]
    lines = ["| target | " + " | ".join(ours) + " |", "|---" * (len(ours) + 1) + "|"]
    for title, other, way, bound in TARGETS:
        cells = []
        for name in ours:
            mine, base = numbers[title][name], numbers[title].get(other) if other else [1]
            if not mine or not base or not median(base):
                cells.append("–")
                continue
            value = median(mine) / median(base)
            met = value >= bound if way == ">=" else value <= bound
            cells.append(f"{value:,.3g} {'met' if met else 'missed'}")
        lines.append(f"| {title} {way} {bound:,}{' x ' + other if other else ''} | " + " | ".join(cells) + " |")
    return "\n".join(lines) if ours else ""


def picture(names, numbers, median):
    row = {name: median(numbers[PICTURE][name]) for name in names if numbers[PICTURE][name]}
    top, step, left, width = max(row.values(), default=1), 34, 150, 420
    bars = []
    for i, (name, value) in enumerate(row.items()):
        y, low, high = 40 + i * step, min(numbers[PICTURE][name]), max(numbers[PICTURE][name])
        colour = "#2563eb" if name.startswith("signaling") else "#94a3b8"
        times = f" (×{value / row['socketio']:.1f})" if row.get("socketio") else ""
        bars.append(
            f'<text x="{left - 8}" y="{y + 15}" text-anchor="end">{name}</text>'
            f'<rect x="{left}" y="{y}" width="{value / top * width:.0f}" height="20" fill="{colour}"/>'
            f'<line x1="{left + low / top * width:.0f}" x2="{left + min(high / top, 1.2) * width:.0f}" y1="{y + 10}" y2="{y + 10}" stroke="#0f172a"/>'
            f'<text x="{left + value / top * width + 30:.0f}" y="{y + 15}">{value:,.0f}{times}</text>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{60 + len(row) * step}" font-family="sans-serif" font-size="13">'
            f'<rect width="100%" height="100%" fill="white"/><text x="{left}" y="22" font-weight="bold">{PICTURE} (line: spread over runs; in brackets: against Socket.IO)</text>'
            + "".join(bars) + "</svg>\n")


def write(folder, names, runs, options, median):
    os.makedirs(folder, exist_ok=True)
    numbers = gather(names, runs)
    text = table(names, numbers, median) + "\n\n" + targets(names, numbers, median)
    head = f"{options['conns']:,} connections, {options['rounds']} rounds, medians (lowest–highest), ×: against Socket.IO in the same run.\n\n"
    with open(os.path.join(folder, "table.md"), "w", encoding="utf-8") as out:
        out.write(head + text + "\n")
    with open(os.path.join(folder, "picture.svg"), "w", encoding="utf-8") as out:
        out.write(picture(names, numbers, median))
    with open(os.path.join(folder, "numbers.json"), "w", encoding="utf-8") as out:
        json.dump({"conns": options["conns"], "rounds": options["rounds"], "numbers": numbers}, out, indent=1)
        out.write("\n")
    print(head + text)
