package io.didact.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The options of {@code didact eval --task} as settings of an eval stage.
 *
 * @param task a name or a file
 * @param model a directory or a name on the Hub
 * @param profile a name or a file; null for the task's own way
 * @param data a file in place of the task's data
 * @param output the run's directory; null for one that is named after all these
 */
record TaskSettings(
    String task,
    String model,
    @Nullable String profile,
    @Nullable String data,
    @Nullable String output) {
  /** Runs with other models are to be compared on the same draws, whatever their directories. */
  private static final String SEED = "seed=1";

  /** {@code key=value} for each, then what else was given. */
  List<String> with(List<String> more) {
    List<String> settings = new ArrayList<>();
    settings.add(SEED);
    settings.add(setting("task", task));
    settings.add(setting("model", model.contains("/") ? model : "./" + model));
    if (profile != null) {
      settings.add(setting("profile", profile));
    }
    if (data != null) {
      settings.add("problems={type: file, path: " + quoted(data) + "}");
    }
    settings.add(setting("output", output == null ? place() : output));
    settings.addAll(more);
    return settings;
  }

  private String place() {
    Path directory = Path.of(model).toAbsolutePath().normalize();
    return "runs/eval/%s-%s-%s"
        .formatted(last(task), profile == null ? "chat" : last(profile), directory.getFileName());
  }

  /** The last part of a path, without the ending of a YAML file. */
  private static String last(String path) {
    return path.replaceFirst(".*[/\\\\]", "").replaceFirst("\\.ya?ml$", "");
  }

  /** A setting with a text as its value. */
  static String setting(String key, String text) {
    return key + "=" + quoted(text);
  }

  /** As YAML in quotes. */
  private static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }
}
