package io.didact.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The options of {@code didact eval} as settings of an eval stage; null where they are not given.
 *
 * @param task a name or a file
 * @param model a directory or a name on the Hub
 * @param profile a name or a file
 * @param data a file in place of the task's data
 * @param output the run's directory; with a task, one that is named after all these, else
 */
record TaskSettings(
    @Nullable String task,
    @Nullable String model,
    @Nullable String profile,
    @Nullable String data,
    @Nullable String output) {
  /** Runs with other models are to be compared on the same draws, whatever their directories. */
  private static final String SEED = "seed=1";

  /** {@code key=value} for each, then what else was given. */
  List<String> with(List<String> more) {
    List<String> settings = new ArrayList<>();
    if (task != null) {
      settings.add(SEED);
      settings.add(setting("task", task));
    }
    if (model != null) {
      settings.add(setting("model", model.contains("/") ? model : "./" + model));
    }
    if (profile != null) {
      settings.add(setting("profile", profile));
    }
    if (data != null) {
      settings.add("problems={type: file, path: " + quoted(data) + "}");
    }
    if (output != null) {
      settings.add(setting("output", output));
    } else if (task != null && model != null) {
      settings.add(setting("output", place(task, model)));
    }
    settings.addAll(more);
    return settings;
  }

  private String place(String task, String model) {
    Path directory = Path.of(model).toAbsolutePath().normalize();
    return "runs/eval/%s-%s-%s"
        .formatted(last(task), profile == null ? "chat" : last(profile), directory.getFileName());
  }

  /** The last part of a path, without the ending of a YAML file. */
  private static String last(String path) {
    return path.replaceFirst(".*[/\\\\]", "").replaceFirst("\\.ya?ml$", "");
  }

  /** A setting with a text as its value. */
  private static String setting(String key, String text) {
    return key + "=" + quoted(text);
  }

  /** As YAML in quotes. */
  private static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }
}
