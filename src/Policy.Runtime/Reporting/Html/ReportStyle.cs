namespace OptPolicy.Reporting;

/// <summary>The look of the HTML report.</summary>
internal static class ReportStyle
{
    public const string Css = """

        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --page: #ffffff; --card: #f5f7f9; --line: #d8dee4; --paid: #0b6e4f; --baseline: #a34700; --loss: #b42318; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa4af; --page: #14171a; --card: #1d2226; --line: #343b42; --paid: #4cc79b; --baseline: #f0a35e; --loss: #ff8a80; } }
        @media print { :root { --ink: #000; --soft: #333; --page: #fff; --card: #fff; --line: #bbb; --paid: #0b6e4f; --baseline: #a34700; --loss: #b42318; } figure, section { break-inside: avoid; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 1180px; margin: 0 auto; padding: 32px 20px 64px; }
        h1 { font-size: 28px; line-height: 1.2; margin: 0; }
        h2, figcaption { font-size: 16px; font-weight: 600; margin: 0 0 8px; }
        .period { color: var(--soft); margin: 4px 0 20px; }
        .notice { border-left: 4px solid var(--baseline); background: var(--card); padding: 10px 14px; margin: 0 0 12px; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 12px; margin: 0 0 24px; }
        .tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
        .tile dt { color: var(--soft); font-size: 14px; }
        .tile dd { margin: 0; font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; }
        .tile.hero dd { color: var(--paid); }
        .tile small { display: block; color: var(--soft); font-size: 13px; font-weight: 400; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 16px; margin-bottom: 24px; }
        figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; }
        svg { width: 100%; height: auto; display: block; }
        svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
        svg text.axis { fill: var(--soft); font-size: 12px; }
        svg .grid { stroke: var(--line); }
        svg .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
        svg path.paid { stroke: var(--paid); } svg rect.paid, svg text.paid { fill: var(--paid); }
        svg path.baseline { stroke: var(--baseline); stroke-dasharray: 6 4; } svg text.baseline { fill: var(--baseline); }
        svg rect.loss { fill: var(--loss); }
        section { margin: 0 0 24px; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: 6px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: 400; }
        th:first-child { text-align: left; }
        thead th { color: var(--soft); font-size: 14px; }

        """;
}
