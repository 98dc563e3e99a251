package io.didact.cli;

import io.didact.model.checkpoint.WeightFiles;
import io.didact.model.gguf.GgufSummary;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code didact inspect} says of a GGUF file.
 *
 * @param bytes of the file
 */
record GgufTable(Path file, long bytes, GgufSummary summary) {
  /** For people; lines ended. */
  String text() {
    StringBuilder text = new StringBuilder("file\n");
    row(text, "format", "GGUF " + summary.version() + ", " + InspectionTable.bytes(bytes));
    row(text, "name", summary.name());
    row(text, "license", summary.license());
    row(text, "architecture", summary.architecture());
    row(text, "parameters", String.format(Locale.ROOT, "%,d", summary.parameters()));
    row(text, "tensors", tensors());
    text.append("\ntokenizer\n");
    GgufSummary.Tokens tokens = summary.tokenizer();
    if (tokens == null) {
      row(text, "tokens", "none");
    } else {
      String cut = tokens.cut() == null ? "" : ", cut as " + tokens.cut();
      row(
          text,
          "tokens",
          String.format(Locale.ROOT, "%,d of kind %s%s", tokens.count(), tokens.model(), cut));
      row(text, "chat template", tokens.chatTemplate() ? "yes" : "none");
    }
    boolean possible = summary.problem() == null;
    text.append(possible ? "\ncan be converted\n" : "\nCANNOT BE CONVERTED\n");
    row(text, "wrong", summary.problem());
    summary.remarks().forEach(remark -> row(text, "remark", remark));
    row(text, "", possible ? "→ didact convert " + file + " OUT" : null);
    return text.toString();
  }

  private static void row(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      InspectionTable.row(text, name, value);
    }
  }

  private String tensors() {
    return summary.types().entrySet().stream()
        .map(
            each ->
                "%d of %s (%s)"
                    .formatted(
                        each.getValue().tensors(),
                        each.getKey(),
                        InspectionTable.bytes(each.getValue().bytes())))
        .collect(Collectors.joining(", "));
  }

  /** For programs; sizes are bytes. */
  String json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("file", file.toString())
        .put("bytes", bytes)
        .put("format", "GGUF " + summary.version())
        .put("convertible", summary.problem() == null)
        .put("name", summary.name())
        .put("license", summary.license())
        .put("architecture", summary.architecture())
        .put("parameters", summary.parameters());
    ObjectNode types = json.putObject("types");
    for (Map.Entry<String, WeightFiles.Amount> each : summary.types().entrySet()) {
      types.putPOJO(each.getKey(), each.getValue());
    }
    json.putPOJO("tokenizer", summary.tokenizer());
    json.put("problem", summary.problem());
    summary.remarks().forEach(json.putArray("remarks")::add);
    return JsonMapper.shared().writeValueAsString(json);
  }
}
