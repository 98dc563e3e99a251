package io.didact.model.gguf;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code generation_config.json} and {@code tokenizer_config.json} of a file. */
final class SmallFiles {
  private static final String TEMPLATE = "tokenizer.chat_template";
  private static final String MORE = TEMPLATE + ".";

  private SmallFiles() {}

  /** Where texts begin and end. */
  static ObjectNode generation(Vocabulary vocabulary) throws IOException {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    OptionalInt begin = vocabulary.id("bos");
    if (begin.isPresent()) {
      json.put("bos_token_id", begin.getAsInt());
    }
    ArrayNode ends = json.putArray("eos_token_id");
    vocabulary.endIds().forEach(ends::add);
    return json;
  }

  /** Tokens with a part of their own, and chat templates. */
  static ObjectNode tokenizer(Vocabulary vocabulary, int positions) throws IOException {
    Metadata metadata = vocabulary.metadata();
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("model_max_length", positions)
        .put("clean_up_tokenization_spaces", false);
    for (String role : List.of("bos", "eos", "unk", "pad")) {
      OptionalInt id = vocabulary.id(role);
      if (id.isPresent()) {
        json.put(role + "_token", vocabulary.tokens().get(id.getAsInt()));
      }
    }
    List<String> more = metadata.keys().stream().filter(key -> key.startsWith(MORE)).toList();
    if (more.isEmpty() && metadata.has(TEMPLATE)) {
      json.put("chat_template", metadata.text(TEMPLATE));
    } else if (!more.isEmpty()) {
      ArrayNode list = json.putArray("chat_template");
      if (metadata.has(TEMPLATE)) {
        list.addObject().put("name", "default").put("template", metadata.text(TEMPLATE));
      }
      for (String key : more) {
        String name = key.substring(MORE.length());
        list.addObject().put("name", name).put("template", metadata.text(key));
      }
    }
    return json;
  }

  /** Whether a file has a chat template. */
  static boolean hasTemplate(Metadata metadata) {
    return metadata.keys().stream().anyMatch(key -> key.equals(TEMPLATE) || key.startsWith(MORE));
  }
}
