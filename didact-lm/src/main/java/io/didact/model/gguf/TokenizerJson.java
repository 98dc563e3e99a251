package io.didact.model.gguf;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a {@code tokenizer.json} from a file's vocabulary, token by token: a quarter of a million
 * tokens and twice as many merges would take hundreds of megabytes as a tree.
 */
abstract class TokenizerJson {
  private static final String MODEL = "tokenizer.ggml.model";

  /**
   * That of a file.
   *
   * @throws IOException where its kind is not supported, or its keys contradict each other
   */
  static TokenizerJson of(Metadata metadata) throws IOException {
    String model = metadata.text(MODEL);
    return switch (model) {
      case "gpt2" -> new ByteLevelTokenizer(metadata);
      case "llama" -> new SentencePieceTokenizer(metadata);
      default ->
          throw metadata.wrong(
              MODEL
                  + " is "
                  + model
                  + "; supported are gpt2 (byte-level BPE) and llama (SentencePiece)");
    };
  }

  /** The tokens that are written, as they are spelled there. */
  abstract Vocabulary vocabulary();

  /** Whether the model's vocabulary has a token; added ones are listed apart. */
  abstract boolean isInModel(int id);

  abstract @Nullable JsonNode normalizer();

  abstract JsonNode preTokenizer();

  abstract JsonNode decoder();

  /** Writes what the model has beside its vocabulary and merges. */
  abstract void settings(JsonGenerator out) throws IOException;

  /** Writes the merges, each a pair of texts. */
  abstract void merges(JsonGenerator out) throws IOException;

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  /**
   * @throws IOException where a token is there twice: which id is meant is not known
   */
  final void write(OutputStream target) throws IOException {
    requireOnce();
    try (JsonGenerator out = JsonMapper.shared().createGenerator(target)) {
      out.writeStartObject();
      out.writeStringProperty("version", "1.0");
      out.writeNullProperty("truncation");
      out.writeNullProperty("padding");
      addedTokens(out);
      tree(out, "normalizer", normalizer());
      tree(out, "pre_tokenizer", preTokenizer());
      tree(out, "post_processor", beginning());
      tree(out, "decoder", decoder());
      out.writeObjectPropertyStart("model");
      out.writeStringProperty("type", "BPE");
      out.writeNullProperty("dropout");
      out.writeNullProperty("continuing_subword_prefix");
      out.writeNullProperty("end_of_word_suffix");
      settings(out);
      out.writeObjectPropertyStart("vocab");
      for (int id = 0; id < vocabulary().size(); id++) {
        if (isInModel(id)) {
          out.writeNumberProperty(vocabulary().tokens().get(id), id);
        }
      }
      out.writeEndObject();
      out.writeArrayPropertyStart("merges");
      merges(out);
      out.writeEndArray();
      out.writeEndObject();
      out.writeEndObject();
    }
  }

  private static void tree(JsonGenerator out, String name, @Nullable JsonNode value) {
    if (value == null) {
      out.writeNullProperty(name);
    } else {
      out.writeName(name);
      out.writeTree(value);
    }
  }

  private void requireOnce() throws IOException {
    Vocabulary vocabulary = vocabulary();
    Map<String, Integer> seen = new HashMap<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String token = vocabulary.tokens().get(id);
      if (isInModel(id) || vocabulary.types().get(id).isAdded()) {
        Integer other = seen.put(token, id);
        if (other != null) {
          throw vocabulary
              .metadata()
              .wrong("the token '%s' has two ids, %d and %d".formatted(token, other, id));
        }
      }
    }
  }

  private void addedTokens(JsonGenerator out) {
    out.writeArrayPropertyStart("added_tokens");
    for (int id = 0; id < vocabulary().size(); id++) {
      TokenType type = vocabulary().types().get(id);
      if (type.isAdded()) {
        out.writeStartObject();
        out.writeNumberProperty("id", id);
        out.writeStringProperty("content", vocabulary().tokens().get(id));
        out.writeBooleanProperty("single_word", false);
        out.writeBooleanProperty("lstrip", false);
        out.writeBooleanProperty("rstrip", false);
        out.writeBooleanProperty("normalized", false);
        out.writeBooleanProperty("special", type != TokenType.USER_DEFINED);
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  /**
   * What puts the beginning of text first, for programs that obey it, where the file asks for it.
   */
  private @Nullable JsonNode beginning() throws IOException {
    Metadata metadata = vocabulary().metadata();
    OptionalInt id = vocabulary().id("bos");
    if (id.isEmpty() || !metadata.flag("tokenizer.ggml.add_bos_token", false)) {
      return null;
    }
    String token = vocabulary().tokens().get(id.getAsInt());
    String quoted = JsonMapper.shared().writeValueAsString(token);
    return json(
        """
        {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": TOKEN, "type_id": 0}},
                    {"Sequence": {"id": "A", "type_id": 0}}],
         "pair": [{"SpecialToken": {"id": TOKEN, "type_id": 0}},
                  {"Sequence": {"id": "A", "type_id": 0}},
                  {"SpecialToken": {"id": TOKEN, "type_id": 1}},
                  {"Sequence": {"id": "B", "type_id": 1}}],
         "special_tokens": {TOKEN: {"id": TOKEN, "ids": [NUMBER], "tokens": [TOKEN]}}}
        """
            .replace("NUMBER", Integer.toString(id.getAsInt()))
            .replace("TOKEN", quoted));
  }
}
