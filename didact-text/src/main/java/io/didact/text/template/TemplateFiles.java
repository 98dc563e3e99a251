package io.didact.text.template;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The chat templates and special tokens in a model directory's small files. As in transformers,
 * {@code chat_template.jinja} and {@code additional_chat_templates/NAME.jinja} stand over the
 * {@code chat_template} of {@code tokenizer_config.json}.
 *
 * @param sources name → source
 * @param tokens name → text of special tokens, a list of texts for {@code
 *     additional_special_tokens}
 */
record TemplateFiles(Map<String, String> sources, Map<String, Value> tokens) {
  static final String CONFIG = "tokenizer_config.json";
  static final String FILE = "chat_template.jinja";
  static final String MORE = "additional_chat_templates/";
  static final String SPECIAL_TOKENS = "special_tokens_map.json";

  static final String SUFFIX = ".jinja";
  private static final String KEY = "chat_template";
  private static final List<String> TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  static TemplateFiles read(Map<String, byte[]> files) throws IOException {
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
    Map<String, Value> tokens = new LinkedHashMap<>();
    take(json(files, SPECIAL_TOKENS), tokens);
    take(config, tokens);
    return new TemplateFiles(sources, tokens);
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

  private static void take(JsonNode map, Map<String, Value> tokens) {
    TOKENS.forEach(name -> take(name, map.path(name), tokens));
    JsonNode extra = map.path("extra_special_tokens");
    if (extra.isObject()) {
      extra.properties().forEach(each -> take(each.getKey(), each.getValue(), tokens));
    }
    JsonNode more = map.path("additional_special_tokens");
    if (more.isArray()) {
      List<Value> texts =
          more.valueStream()
              .map(each -> each.isObject() ? each.path("content") : each)
              .filter(JsonNode::isString)
              .<Value>map(each -> new Value.Str(each.stringValue()))
              .toList();
      tokens.put("additional_special_tokens", new Value.Items(texts));
    }
  }

  private static void take(String name, JsonNode given, Map<String, Value> tokens) {
    JsonNode text = given.isObject() ? given.path("content") : given;
    if (text.isString()) {
      tokens.put(name, new Value.Str(text.stringValue()));
    }
  }
}
