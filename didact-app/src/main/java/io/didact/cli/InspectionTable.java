package io.didact.cli;

import io.didact.model.checkpoint.Inspection;
import io.didact.model.checkpoint.ModelProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An {@link InspectionReport} for people. */
final class InspectionTable {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  /** Names of special tokens and of files that are shown. */
  private static final int SHOWN = 8;

  private final InspectionReport report;
  private final Map<Integer, String> specialTokens;
  private final StringBuilder text = new StringBuilder();

  InspectionTable(Inspection inspection, InspectionReport report) {
    this.report = report;
    this.specialTokens =
        inspection.tokenizer().stream()
            .flatMap(tokenizer -> tokenizer.special().stream())
            .collect(Collectors.toMap(Inspection.SpecialToken::id, Inspection.SpecialToken::text));
  }

  /** The whole table, lines ended. */
  String text() {
    if (report.adapter() != null) {
      adapter(report.adapter());
    }
    if (report.model() != null) {
      model(report.model());
    }
    weights(report.weights());
    tokenizer(report.tokenizer());
    if (!report.memory().isEmpty()) {
      memory();
    }
    problems();
    return text.toString();
  }

  private void heading(String title) {
    text.append(text.isEmpty() ? "" : "\n").append(title).append('\n');
  }

  private void row(String name, String value) {
    row(text, name, value);
  }

  /** Adds a line of a table. */
  static void row(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-16s%s%n", name, visible(value)));
  }

  /** Names in files are foreign: what would move the cursor is written out. */
  private static String visible(String value) {
    StringBuilder out = new StringBuilder();
    value
        .codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Three digits or four: 945.1 MiB, 1.84 GiB. */
  static String bytes(long value) {
    double scaled = value;
    int unit = 0;
    while (scaled >= 1023.5 && unit < UNITS.length - 1) {
      scaled /= 1024;
      unit++;
    }
    String format = unit == 0 ? "%.0f %s" : scaled < 99.95 ? "%.2f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, scaled, UNITS[unit]);
  }

  private void adapter(InspectedModel.AdapterFacts adapter) {
    heading("adapter");
    row("base", adapter.base() + ", at " + adapter.place());
    row(
        "lora",
        "rank %d, alpha %s%s, dropout %s"
            .formatted(
                adapter.rank(),
                adapter.alpha(),
                adapter.rsLora() ? " (rank-stabilized)" : "",
                adapter.dropout()));
    row(
        "targets",
        "%s of %d matrices%s"
            .formatted(
                String.join(", ", adapter.targets()),
                adapter.matrices(),
                adapter.others() == 0
                    ? ""
                    : ", %d of them with another rank or alpha".formatted(adapter.others())));
    row("parameters", number(adapter.parameters()));
  }

  private void model(InspectionReport.Model model) {
    heading(report.adapter() == null ? "model" : "model of the base");
    row("family", model.family() + " (" + model.architecture() + ")");
    row(
        "parameters",
        number(model.parameters())
            + " = "
            + number(model.embeddingParameters())
            + (model.tiedHead()
                ? " embedding (the head is tied to it) + "
                : " embedding and head + ")
            + number(model.nonEmbeddingParameters()));
    row(
        "blocks",
        "%d of width %s, inner width %s"
            .formatted(
                model.layers(), number(model.hiddenSize()), number(model.intermediateSize())));
    row(
        "heads",
        "%d of query, %d of key and value, %d wide"
            .formatted(model.heads(), model.kvHeads(), model.headDim()));
    row(
        "positions",
        number(model.maxPositions())
            + ", rope theta "
            + number(Math.round(model.ropeTheta()))
            + ", scaling "
            + model.ropeScaling()
            + ", window "
            + (model.window() == 0 ? "none" : number(model.window())));
    row(
        "end ids",
        model.endIds().isEmpty()
            ? "none"
            : model.endIds().stream().map(this::token).collect(Collectors.joining(", ")));
  }

  private String token(int id) {
    String name = specialTokens.get(id);
    return name == null ? Integer.toString(id) : id + " " + name;
  }

  private void weights(InspectionReport.Weights weights) {
    heading("weights");
    int files = weights.files().size();
    row(
        "files",
        (files == 1 ? weights.files().get(0).name() : files + " files")
            + ", "
            + bytes(weights.bytes())
            + (weights.indexed() ? ", with an index" : ""));
    row(
        "tensors",
        weights.types().entrySet().stream()
                .map(
                    each ->
                        "%s of %s (%s)"
                            .formatted(
                                number(each.getValue().tensors()),
                                each.getKey(),
                                bytes(each.getValue().bytes())))
                .collect(Collectors.joining(", "))
            + (weights.types().isEmpty() ? "none that can be read" : ""));
  }

  private void tokenizer(InspectionReport.@Nullable Tokens tokenizer) {
    heading("tokenizer");
    if (tokenizer == null) {
      row("tokens", "none");
    } else {
      String rows =
          report.model() == null
              ? ""
              : " for "
                  + number(report.model().vocabSize())
                  + " rows of the embedding"
                  + (tokenizer.paddingRows() > 0
                      ? ", " + number(tokenizer.paddingRows()) + " are padding"
                      : "");
      row("tokens", number(tokenizer.size()) + rows);
      row(
          "special tokens",
          shortened(
              tokenizer.special().stream().map(each -> each.id() + " " + each.text()).toList()));
    }
    row(
        "chat templates",
        shortened(
            report.templates().stream()
                .map(template -> template.name() + " (" + template.source() + ")")
                .toList()));
  }

  private static String shortened(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
  }

  private void memory() {
    InspectCommand.Plan plan = report.plan();
    text.append(String.format("%n%-44s%12s%12s%n", "memory", "fp32", "bf16"));
    amount("to load", InspectionReport.Memory::load);
    amount("to train, sft", InspectionReport.Memory::sft);
    amount("  grpo: and a reference", InspectionReport.Memory::grpo);
    amount("  rlt: and a student", InspectionReport.Memory::rlt);
    amount(
        report.adapter() == null
            ? "an adapter of rank " + plan.loraRank() + ", sft"
            : "to train on the adapter, sft",
        InspectionReport.Memory::adapterSft);
    amount("  grpo: and a reference", InspectionReport.Memory::adapterGrpo);
    amount("  rlt: and a student of the same base", InspectionReport.Memory::adapterRlt);
    amount(
        "activations of %d × %s tokens".formatted(plan.workers(), number(plan.length())),
        memory -> ofAllWorkers(memory.activationsPerToken()));
    amount("  recomputed", memory -> ofAllWorkers(memory.recomputedPerToken()));
    amount(
        "to sample, %d × %s tokens".formatted(plan.samples(), number(plan.length())),
        InspectionReport.Memory::cache);
    amount("  and a copy of the matrices", InspectionReport.Memory::packedWeights);
  }

  private long ofAllWorkers(@Nullable Long perToken) {
    InspectCommand.Plan plan = report.plan();
    return perToken == null ? -1 : perToken * plan.length() * plan.workers();
  }

  private void amount(String name, ToLongFunction<InspectionReport.Memory> value) {
    List<String> cells = new ArrayList<>();
    report
        .memory()
        .values()
        .forEach(
            memory -> {
              long bytes = value.applyAsLong(memory);
              cells.add(bytes < 0 ? "–" : bytes(bytes));
            });
    text.append(String.format("  %-42s%12s%12s%n", name, cells.get(0), cells.get(1)));
  }

  private void problems() {
    heading(report.usable() ? "usable" : "NOT USABLE");
    for (ModelProblem problem : report.problems()) {
      row(problem.fatal() ? "wrong" : "remark", problem.where() + ": " + problem.what());
      row("", "→ " + problem.remedy());
    }
  }
}
