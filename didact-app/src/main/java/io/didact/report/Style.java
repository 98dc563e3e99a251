package io.didact.report;

/** The style sheets: of charts alone, and of the page. */
final class Style {
  private Style() {}

  private static final String LIGHT =
      """
      --paper:#fbfaf8;--card:#fff;--ink:#1d2025;--soft:#626973;--edge:#e4e1db;--grid:#eceae5;--zero:#b9b6ae;
      --plain:#b5bcc6;--good:#1f7a4d;--bad:#c2553f;--cut:#7c4a9c;--tint:#eef4fb;
      --c0:#1f6fb5;--c1:#d9661f;--c2:#2a8f62;--c3:#8b54b3;--c4:#b58a08;--c5:#5d6b7a
      """;
  private static final String DARK =
      """
      --paper:#14161a;--card:#1c1f25;--ink:#e8e6e1;--soft:#9aa2ad;--edge:#2e323a;--grid:#2a2e36;--zero:#555b66;
      --plain:#59626f;--good:#5cc08c;--bad:#ec8a76;--cut:#b58fd6;--tint:#1d2a38;
      --c0:#62aef0;--c1:#f3975a;--c2:#5cc79a;--c3:#bd8fe0;--c4:#dfbb4c;--c5:#9aa9b8
      """;
  private static final String FONT = "system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";

  /** Colours of both schemes and the classes that charts use. */
  static String charts() {
    StringBuilder css = new StringBuilder();
    css.append(":root{").append(LIGHT.strip()).append("}\n");
    css.append("@media(prefers-color-scheme:dark){:root{").append(DARK.strip()).append("}}\n");
    css.append(".chart text{font:12px ").append(FONT).append(";fill:var(--soft)}\n");
    css.append(
        """
        .chart .head{font-size:15px;font-weight:600;fill:var(--ink)}
        .chart .name{font-size:13px;fill:var(--ink)}
        .chart .value{font-size:12.5px;fill:var(--ink);font-variant-numeric:tabular-nums}
        .chart .strong{font-weight:700}
        .chart .tick{font-variant-numeric:tabular-nums}
        .chart .middle{text-anchor:middle}.chart .end{text-anchor:end}
        .chart .grid{stroke:var(--grid)}.chart .zero{stroke:var(--zero)}
        .chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .chart .dashed{stroke-dasharray:5 4}
        .chart .band{opacity:.16}
        .chart .plain{fill:var(--plain)}
        .chart .whisker{fill:none;stroke:var(--ink);stroke-width:1.4}
        .t-good{fill:var(--good)}.t-bad{fill:var(--bad)}.t-doubtful{fill:var(--c4)}.t-cut{fill:var(--cut)}
        .t-first{fill:var(--c0)}.t-second{fill:var(--c1)}.t-plain{fill:var(--plain)}
        .chart .hint{opacity:0;stroke:none}.chart .hint:hover{opacity:1}
        """);
    for (int i = 0; i < 6; i++) {
      css.append(
          ".chart .s%d{stroke:var(--c%d)}.chart .f%d,.chart .hint.s%d{fill:var(--c%d)}\n"
              .formatted(i, i, i, i, i));
    }
    return css.toString();
  }

  /** Everything. */
  static String page() {
    return charts()
        + "body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 "
        + FONT
        + "}\n"
        + """
        main{max-width:1120px;margin:0 auto;padding:44px 24px 64px}
        h1{font-size:30px;line-height:1.2;letter-spacing:-.015em;margin:0 0 6px}
        h2{font-size:19px;letter-spacing:-.01em;margin:44px 0 14px}
        .sub{color:var(--soft);font-size:17px;margin:0 0 28px;max-width:46em}
        .link{margin:-16px 0 28px}a{color:var(--c0)}
        .card{background:var(--card);border:1px solid var(--edge);border-radius:12px;padding:18px 20px;margin:0 0 20px}
        .tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(440px,1fr));gap:20px;align-items:start}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(440px,1fr));gap:20px;align-items:start}
        .tables .card,.charts .card{margin:0;overflow-x:auto}
        .chart{display:block;width:100%;height:auto}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        caption{text-align:left;font-weight:600;padding:0 0 8px}
        th{font-weight:500;color:var(--soft);font-size:13px;border-bottom:1px solid var(--edge)}
        th,td{padding:6px 0 6px 18px;text-align:right;white-space:nowrap}
        th:first-child,td:first-child{text-align:left;padding-left:0}
        .card:has(.sentences){grid-column:1/-1}
        .sentences th,.sentences td{text-align:left;white-space:normal;vertical-align:top}
        .sentences td:first-child{min-width:12em}
        tbody tr+tr td{border-top:1px solid var(--grid)}
        dl{display:grid;grid-template-columns:auto 1fr;gap:2px 14px;margin:0 0 14px}
        dt{color:var(--soft);font-size:13px}dd{margin:0;min-width:0}
        .mono,pre{font-family:ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:13.5px;overflow-wrap:anywhere;white-space:pre-wrap}
        pre{margin:0 0 10px;padding:10px 12px;background:var(--paper);border-radius:8px;min-height:1.5em;max-height:24em;overflow:auto}
        .sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:20px}
        .side h3{display:flex;justify-content:space-between;font-size:14px;font-weight:600;margin:0 0 6px}
        .reward{font-variant-numeric:tabular-nums}.best{color:var(--good)}
        .terms{color:var(--soft);font-size:13px;font-variant-numeric:tabular-nums;margin:0}
        .terms span{margin-right:16px;white-space:nowrap}
        footer{color:var(--soft);font-size:13px;margin-top:36px;overflow-wrap:anywhere}
        footer p{margin:0 0 2px}
        @media(max-width:560px){.tables,.charts{grid-template-columns:minmax(0,1fr)}main{padding:28px 14px}}
        @media print{.card{break-inside:avoid}}
        """;
  }
}
