package io.didact.report;

import static io.didact.report.Markup.escape;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a {@link Report} as one HTML page, well-formed as XML too. */
public final class HtmlReport {
  private HtmlReport() {}

  /** The page. */
  public static String of(Report report) {
    return opening(report, "", "", "") + closing(report);
  }

  /**
   * The page up to where the samples end.
   *
   * @param policy what the page may do besides having a style
   * @param style more of a style sheet
   * @param head what stands above tables and charts, as HTML
   */
  static String opening(Report report, String policy, String style, String head) {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" ")
        .append("content=\"default-src 'none'; style-src 'unsafe-inline'%s\"/>\n".formatted(policy))
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\"/>\n")
        .append(
            "<title>%s</title>\n<style>\n%s%s</style>\n"
                .formatted(escape(report.title()), Style.page(), style))
        .append("</head>\n<body>\n<main>\n")
        .append("<h1>%s</h1>\n".formatted(escape(report.title())))
        .append("<p class=\"sub\">%s</p>\n".formatted(escape(report.subtitle())));
    for (Report.Link link : report.links()) {
      page.append(
          "<p class=\"link\"><a href=\"%s\">%s</a></p>\n"
              .formatted(escape(link.file()), escape(link.text())));
    }
    page.append(head);
    section(page, "", "tables", report.tables().stream().map(HtmlReport::table).toList());
    section(page, "Charts", "charts", report.charts().stream().map(Chart::svg).toList());
    section(
        page,
        "Explanations",
        "samples",
        report.samples().stream().map(HtmlReport::sample).toList());
    return page.toString();
  }

  /** The small print and the end of the page. */
  static String closing(Report report) {
    StringBuilder page = new StringBuilder("<footer>\n");
    report.notes().forEach(note -> page.append("<p>%s</p>\n".formatted(escape(note))));
    return page.append("</footer>\n</main>\n</body>\n</html>\n").toString();
  }

  private static void section(StringBuilder page, String title, String kind, List<String> cards) {
    if (cards.isEmpty()) {
      return;
    }
    if (!title.isEmpty()) {
      page.append("<h2 id=\"%s\">%s</h2>\n".formatted(kind, title));
    }
    page.append("<div class=\"").append(kind).append("\">\n");
    cards.forEach(card -> page.append("<div class=\"card\">\n").append(card).append("</div>\n"));
    page.append("</div>\n");
  }

  private static String table(Report.Table table) {
    StringBuilder html =
        new StringBuilder(table.sentences() ? "<table class=\"sentences\">\n" : "<table>\n");
    if (!table.caption().isEmpty()) {
      html.append("<caption>").append(escape(table.caption())).append("</caption>\n");
    }
    html.append("<thead>").append(row("th", table.header())).append("</thead>\n<tbody>\n");
    table.rows().forEach(row -> html.append(row("td", row)).append('\n'));
    return html.append("</tbody>\n</table>\n").toString();
  }

  private static String row(String cell, List<String> cells) {
    return cells.stream()
        .map(text -> "<%s>%s</%s>".formatted(cell, escape(text), cell))
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }

  private static String sample(Sample sample) {
    double best =
        sample.explanations().stream().mapToDouble(Sample.Explained::reward).max().orElse(0);
    StringBuilder html = new StringBuilder("<dl>\n");
    html.append(
        "<dt>Question</dt><dd class=\"mono\">%s</dd>\n".formatted(escape(sample.question())));
    html.append(
        "<dt>Solution</dt><dd class=\"mono\">%s</dd>\n".formatted(escape(sample.solution())));
    html.append("</dl>\n<div class=\"sides\">\n");
    for (Sample.Explained side : sample.explanations()) {
      String kind = side.reward() == best ? "reward best" : "reward";
      html.append("<div class=\"side\"><h3><span>%s</span>".formatted(escape(side.label())))
          .append(
              "<span class=\"%s\">r = %s</span></h3>\n"
                  .formatted(kind, Markup.number(side.reward(), 3)))
          .append("<pre>%s</pre>\n<p class=\"terms\">".formatted(escape(side.text())));
      side.terms()
          .forEach(
              (name, value) ->
                  html.append(
                      "<span>%s %s</span> ".formatted(escape(name), Markup.number(value, 3))));
      html.append("</p></div>\n");
    }
    return html.append("</div>\n").toString();
  }
}
