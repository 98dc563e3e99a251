package io.didact.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Where a directory keeps chat templates; they are found, not read. */
final class TemplatePlaces {
  private static final String DEFAULT = "default";
  private static final String KEY = "chat_template";

  private TemplatePlaces() {}

  /**
   * @param tokenizerConfig what {@code tokenizer_config.json} holds
   */
  static List<Inspection.Template> in(Path directory, JsonNode tokenizerConfig) {
    List<Inspection.Template> found = new ArrayList<>();
    if (Files.isRegularFile(directory.resolve(KEY + ".jinja"))) {
      found.add(new Inspection.Template(DEFAULT, KEY + ".jinja"));
    }
    try {
      Companions.templates(directory)
          .forEach(file -> found.add(new Inspection.Template(name(file), file)));
    } catch (IOException e) {
      // a folder that cannot be read has none for us; reading the templates complains
    }
    if (Files.isRegularFile(directory.resolve(KEY + ".json"))) {
      found.add(new Inspection.Template(DEFAULT, KEY + ".json"));
    }
    String source = "tokenizer_config.json: " + KEY;
    JsonNode template = tokenizerConfig.path(KEY);
    if (template.isString()) {
      found.add(new Inspection.Template(DEFAULT, source));
    }
    for (JsonNode named : template.isArray() ? template : List.<JsonNode>of()) {
      found.add(new Inspection.Template(named.path("name").asString(DEFAULT), source));
    }
    return found;
  }

  private static String name(String file) {
    return file.substring(
        Companions.TEMPLATES.length() + 1, file.length() - Companions.TEMPLATE_SUFFIX.length());
  }
}
