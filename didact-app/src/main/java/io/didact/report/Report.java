package io.didact.report;

import java.util.List;

/**
 * What a report shows, from top to bottom.
 *
 * @param title the run
 * @param subtitle one sentence: what was done and what came out
 * @param tables the metrics; the first is the headline
 * @param charts drawn two in a row
 * @param samples explanations side by side
 * @param notes small print: seeds, versions, hashes
 * @param links to pages beside it
 */
public record Report(
    String title,
    String subtitle,
    List<Table> tables,
    List<Chart> charts,
    List<Sample> samples,
    List<String> notes,
    List<Link> links) {
  public Report {
    tables = List.copyOf(tables);
    charts = List.copyOf(charts);
    samples = List.copyOf(samples);
    notes = List.copyOf(notes);
    links = List.copyOf(links);
  }

  /** One that stands alone. */
  public Report(
      String title,
      String subtitle,
      List<Table> tables,
      List<Chart> charts,
      List<Sample> samples,
      List<String> notes) {
    this(title, subtitle, tables, charts, samples, notes, List.of());
  }

  /**
   * Another page.
   *
   * @param file its name, in the same folder
   */
  public record Link(String text, String file) {}

  /**
   * A table; the first column is text, the others are metrics.
   *
   * @param caption what it says, may be empty
   * @param header one name per column
   * @param rows each as long as the header
   * @param sentences whether cells are sentences, which wrap in a table of full width
   */
  public record Table(
      String caption, List<String> header, List<List<String>> rows, boolean sentences) {
    /** A table of names and metrics. */
    public Table(String caption, List<String> header, List<List<String>> rows) {
      this(caption, header, rows, false);
    }

    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != header.size()) {
          throw new IllegalArgumentException(
              "a row of " + row.size() + " cells under " + header.size() + " columns: " + row);
        }
      }
    }
  }
}
