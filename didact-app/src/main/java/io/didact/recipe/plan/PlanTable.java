package io.didact.recipe.plan;

import io.didact.train.Shard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan as text for people, 120 columns at most. */
public record PlanTable(RecipePlan plan) {
  private static final int WIDTH = 120;
  private static final String JOBS = "%-28s %-6s %-15s %10s %9s %10s %-8s %10s%n";

  /** All of it. */
  public String text() {
    StringBuilder text = new StringBuilder();
    head(text);
    jobs(text);
    memory(text);
    problems(text);
    list(text, "Assumed", assumed());
    return text.toString();
  }

  private void head(StringBuilder text) {
    Scale scale = plan.scale();
    Peaks peaks = scale.peaks();
    wrap(
        text,
        "",
        String.format(
            Locale.ROOT,
            "%d × %s, each %.4g TFLOP/s in %s, %.3g TB/s, %s GB (%s)",
            scale.gpus(),
            scale.name(),
            peaks.flops(plan.dtype()) / 1e12,
            plan.dtype(),
            peaks.bandwidth() / 1e12,
            StageMemory.gigabytes(peaks.memory()),
            peaks.source()));
  }

  private void jobs(StringBuilder text) {
    text.append('\n');
    row(text, JOBS, "stage", "job", "model", "tokens", "FLOP", "bytes", "bound by", "hours");
    for (RecipePlan.StagePlan stage : plan.stages()) {
      String name = stage.name();
      if (stage.jobs().isEmpty()) {
        row(text, JOBS, name, "none", "", "", "", "", "", "-");
      }
      for (Job job : stage.jobs()) {
        row(
            text,
            JOBS,
            name,
            job.kind(),
            job.model(),
            count(job.tokens()),
            flops(job.flops()),
            count(job.bytes()) + "B",
            job.bound(),
            hours(job.seconds()));
        name = "";
      }
    }
    List<Job> all = plan.jobs();
    row(
        text,
        JOBS,
        "all",
        "",
        "",
        count(all.stream().mapToDouble(Job::tokens).sum()),
        flops(all.stream().mapToDouble(Job::flops).sum()),
        count(all.stream().mapToDouble(Job::bytes).sum()) + "B",
        "",
        hours(plan.seconds()));
  }

  private void memory(StringBuilder text) {
    List<String> used =
        StageMemory.PARTS.stream()
            .filter(
                part ->
                    plan.stages().stream()
                        .anyMatch(stage -> stage.memory().parts().getOrDefault(part, 0.0) > 0))
            .toList();
    text.append("\nGB on one device (activations and cache are never there together)\n");
    List<String> names = new ArrayList<>(used);
    names.add("most");
    memoryRow(text, "stage", names, names);
    for (RecipePlan.StagePlan stage : plan.stages()) {
      if (stage.jobs().isEmpty()) {
        continue;
      }
      List<String> cells = new ArrayList<>();
      for (String part : used) {
        cells.add(gigabytes(stage.memory().parts().getOrDefault(part, 0.0)));
      }
      cells.add(gigabytes(stage.memory().most()));
      memoryRow(text, stage.name(), names, cells);
    }
  }

  /** A column is as wide as its name, and seven at least. */
  private static void memoryRow(
      StringBuilder text, String stage, List<String> names, List<String> cells) {
    StringBuilder row = new StringBuilder(String.format("%-28s", cut(stage, 28)));
    for (int i = 0; i < cells.size(); i++) {
      String column = " %" + Math.max(7, names.get(i).length()) + "s";
      row.append(String.format(column, cells.get(i)));
    }
    text.append(row.toString().stripTrailing()).append('\n');
  }

  /** Stages with the same problems are told of together. */
  private void problems(StringBuilder text) {
    Map<List<String>, List<String>> stages = new LinkedHashMap<>();
    for (RecipePlan.StagePlan stage : plan.stages()) {
      if (!stage.memory().problems().isEmpty()) {
        stages
            .computeIfAbsent(stage.memory().problems(), same -> new ArrayList<>())
            .add(stage.name());
      }
    }
    stages.forEach(
        (problems, names) -> {
          text.append('\n');
          wrap(text, "", "Does not fit: " + String.join(", ", names));
          problems.forEach(each -> wrap(text, "  ", each));
        });
  }

  private List<String> assumed() {
    Efficiency share = plan.scale().efficiency();
    List<String> lines = new ArrayList<>(plan.assumed());
    lines.add(
        String.format(
            Locale.ROOT,
            "jobs reach of what bounds them: sample %.2f, score %.2f, train %.2f (--efficiency)",
            share.sample(),
            share.score(),
            share.train()));
    if (plan.scale().gpus() > 1) {
      lines.add(
          "devices share every batch as ranks do, and what they say to each other takes no time");
    }
    if (plan.scale().sharding() != Shard.NONE) {
      lines.add(
          plan.scale().sharding().isBuilt()
              ? "each has a part of moments and master weights"
                  + (plan.scale().sharding().ofGradients() ? ", and of gradients" : "")
                  + (plan.scale().sharding().ofFrozen()
                      ? ", student and reference, which come together in no time"
                      : "")
              : "what is shared out (--shard) is gathered in no time, which is far from true of"
                  + " sampling; this build cannot");
    }
    return lines;
  }

  private static void list(StringBuilder text, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append('\n').append(title).append('\n');
      lines.forEach(line -> wrap(text, "  ", line));
    }
  }

  /** A line, and what does not fit into it below. */
  private static void wrap(StringBuilder text, String indent, String line) {
    StringBuilder at = new StringBuilder(indent);
    for (String word : line.split(" ", -1)) {
      if (at.length() + 1 + word.length() > WIDTH && !at.toString().isBlank()) {
        text.append(at.toString().stripTrailing()).append('\n');
        at = new StringBuilder(indent).append("  ");
      }
      at.append(word).append(' ');
    }
    text.append(at.toString().stripTrailing()).append('\n');
  }

  private static void row(StringBuilder text, String format, String... cells) {
    Object[] fitted = cells.clone();
    fitted[0] = cut(cells[0], 28);
    fitted[2] = cut(cells[2], 15);
    text.append(String.format(format.replace("%n", ""), fitted).stripTrailing()).append('\n');
  }

  private static String cut(String word, int length) {
    return word.length() <= length ? word : word.substring(0, length - 1) + "…";
  }

  private static String gigabytes(double bytes) {
    return bytes == 0
        ? "-"
        : bytes < 1e8
            ? String.format(Locale.ROOT, "%.4f", bytes / 1e9)
            : StageMemory.gigabytes(bytes);
  }

  private static String flops(double number) {
    return String.format(Locale.ROOT, "%.2e", number);
  }

  private static String hours(double seconds) {
    double hours = seconds / 3600;
    return String.format(Locale.ROOT, hours < 0.1 ? "%.4f" : "%.2f", hours);
  }

  /** With a prefix of the SI: 1.23 G. */
  private static String count(double number) {
    String prefixes = " kMGTPEZY";
    int power = 0;
    double rest = number;
    while (rest >= 999.5 && power < prefixes.length() - 1) {
      rest /= 1000;
      power++;
    }
    return String.format(Locale.ROOT, "%.3g %s", rest, prefixes.charAt(power)).strip();
  }
}
