package io.didact.text;

import io.didact.jinja.ChatTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The chat templates and special tokens in a model directory's small files. As in transformers,
 * {@code chat_template.jinja} and {@code additional_chat_templates/NAME.jinja} stand over the
 * {@code chat_template} of {@code tokenizer_config.json}.
 */
public final class ChatTemplateFiles {
  private static final String CONFIG = "tokenizer_config.json";
  private static final String FILE = "chat_template.jinja";
  private static final String MORE = "additional_chat_templates/";
  private static final String SPECIAL_TOKENS = "special_tokens_map.json";

  private static final String SUFFIX = ".jinja";
  private static final String KEY = "chat_template";
  private static final List<String> TOKENS =
      Stream.of("bos", "eos", "unk", "sep", "pad", "cls", "mask").map(n -> n + "_token").toList();

  private ChatTemplateFiles() {}

  /**
   * The templates of a model directory; empty where it has none.
   *
   * @throws IOException as {@link #of(Map)}
   */
  public static Optional<ChatTemplate> open(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    List<String> names = new ArrayList<>(List.of(CONFIG, FILE, SPECIAL_TOKENS));
    Path more = directory.resolve(MORE);
    if (Files.isDirectory(more)) {
      try (Stream<Path> found = Files.list(more)) {
        found
            .map(file -> MORE + file.getFileName())
            .filter(name -> name.endsWith(SUFFIX))
            .forEach(names::add);
      }
    }
    for (String name : names) {
      Optional<byte[]> content = ModelFile.read(directory, name);
      content.ifPresent(bytes -> files.put(name, bytes));
    }
    try {
      return of(files);
    } catch (IOException e) {
      throw new IOException(directory + ": " + e.getMessage(), e);
    }
  }

  /**
   * The templates among a model's small files; empty where there is none.
   *
   * @param files name → content: tokenizer_config.json, chat_template.jinja,
   *     special_tokens_map.json, additional_chat_templates/NAME.jinja; others are not looked at
   * @throws IOException where one of them is not what it should be
   */
  public static Optional<ChatTemplate> of(Map<String, byte[]> files) throws IOException {
    JsonNode config = json(files, CONFIG);
    Map<String, String> sources = new TreeMap<>();
    files.forEach(
        (name, bytes) -> {
          if (name.startsWith(MORE) && name.endsWith(SUFFIX)) {
            sources.put(
                name.substring(MORE.length(), name.length() - SUFFIX.length()), text(bytes));
          }
        });
    byte[] own = files.get(FILE);
    if (own != null) {
      sources.put(ChatTemplate.DEFAULT, text(own));
    }
    if (sources.isEmpty()) {
      sources.putAll(inConfig(config.path(KEY)));
    }
    Map<String, Object> tokens = new LinkedHashMap<>();
    take(json(files, SPECIAL_TOKENS), tokens);
    take(config, tokens);
    return sources.isEmpty() ? Optional.empty() : Optional.of(ChatTemplate.of(sources, tokens));
  }

  private static JsonNode json(Map<String, byte[]> files, String name) throws IOException {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      return JsonMapper.shared().createObjectNode();
    }
    try {
      return JsonMapper.shared().readTree(bytes);
    } catch (JacksonException e) {
      throw new IOException(name + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A text, or a list of objects with {@code name} and {@code template}. */
  private static Map<String, String> inConfig(JsonNode node) throws IOException {
    if (node.isMissingNode() || node.isNull()) {
      return Map.of();
    }
    if (node.isString()) {
      return Map.of(ChatTemplate.DEFAULT, node.stringValue());
    }
    Map<String, String> sources = new TreeMap<>();
    if (node.isObject()) {
      node.properties()
          .forEach(
              each -> {
                if (each.getValue().isString()) {
                  sources.put(each.getKey(), each.getValue().stringValue());
                }
              });
    }
    for (JsonNode each : node.isArray() ? node : JsonMapper.shared().createArrayNode()) {
      if (each.path("name").isString() && each.path("template").isString()) {
        sources.put(each.path("name").stringValue(), each.path("template").stringValue());
      }
    }
    if (sources.isEmpty()) {
      throw new IOException(
          CONFIG + ": `" + KEY + "` is neither a text nor a list of {name, template}");
    }
    return sources;
  }

  private static void take(JsonNode map, Map<String, Object> tokens) {
    TOKENS.forEach(name -> take(name, map.path(name), tokens));
    JsonNode extra = map.path("extra_special_tokens");
    if (extra.isObject()) {
      extra.properties().forEach(each -> take(each.getKey(), each.getValue(), tokens));
    }
    JsonNode more = map.path("additional_special_tokens");
    if (more.isArray()) {
      List<String> texts =
          more.valueStream()
              .map(each -> each.isObject() ? each.path("content") : each)
              .filter(JsonNode::isString)
              .map(JsonNode::stringValue)
              .toList();
      tokens.put("additional_special_tokens", texts);
    }
  }

  private static void take(String name, JsonNode given, Map<String, Object> tokens) {
    JsonNode text = given.isObject() ? given.path("content") : given;
    if (text.isString()) {
      tokens.put(name, text.stringValue());
    }
  }
}
