package io.didact.model.gguf;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A byte-level BPE as of GPT-2, Llama 3 and Qwen. A name says how texts are cut. */
final class ByteLevelTokenizer extends TokenizerJson {
  private static final String LLAMA3 =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
          + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String QWEN2 = LLAMA3.replace("\\p{N}{1,3}", "\\p{N}");

  private static final String PRE = "tokenizer.ggml.pre";

  /**
   * How texts are cut before merges.
   *
   * @param names that {@code tokenizer.ggml.pre} may have
   * @param regex null for GPT-2's
   * @param digits whether each digit stands alone before that
   * @param composed whether texts are made NFC before
   * @param whole whether a word that is a token is taken whole, whatever its merges
   */
  private record Cut(
      List<String> names,
      @Nullable String regex,
      boolean digits,
      boolean composed,
      boolean whole) {}

  private static final List<Cut> CUTS =
      List.of(
          new Cut(List.of("llama-bpe", "llama3", "llama-v3"), LLAMA3, false, false, true),
          new Cut(List.of("dbrx", "smaug-bpe"), LLAMA3, false, false, false),
          new Cut(List.of("qwen2"), QWEN2, false, true, false),
          new Cut(List.of("gpt-2", "olmo"), null, false, false, false),
          new Cut(List.of("smollm", "starcoder", "refact"), null, true, false, false));

  private final Vocabulary vocabulary;
  private final Cut cut;

  ByteLevelTokenizer(Metadata metadata) throws IOException {
    this.vocabulary = Vocabulary.of(metadata);
    String name = metadata.text(PRE, "default");
    Optional<Cut> found = CUTS.stream().filter(each -> each.names().contains(name)).findFirst();
    this.cut =
        found.orElseThrow(
            () ->
                metadata.wrong(
                    "%s is %s, so it is not known how texts are cut; known are %s"
                        .formatted(
                            PRE,
                            name,
                            CUTS.stream()
                                .flatMap(each -> each.names().stream())
                                .collect(Collectors.joining(", ")))));
  }

  @Override
  Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  boolean isInModel(int id) {
    return vocabulary.types().get(id) == TokenType.NORMAL;
  }

  @Override
  @Nullable JsonNode normalizer() {
    return cut.composed() ? json("{\"type\": \"NFC\"}") : null;
  }

  @Override
  JsonNode preTokenizer() {
    String first =
        cut.digits()
            ? "{\"type\": \"Digits\", \"individual_digits\": true},"
            : cut.regex() == null
                ? ""
                : "{\"type\": \"Split\", \"pattern\": {\"Regex\": %s}, \"behavior\": \"Isolated\", \"invert\": false},"
                    .formatted(JsonMapper.shared().writeValueAsString(cut.regex()));
    return json(
        """
        {"type": "Sequence", "pretokenizers": [%s
          {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": %s}]}
        """
            .formatted(first, cut.regex() == null));
  }

  @Override
  JsonNode decoder() {
    return json(
        """
        {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}
        """);
  }

  @Override
  void settings(JsonGenerator out) {
    out.writeNullProperty("unk_token");
    out.writeBooleanProperty("fuse_unk", false);
    out.writeBooleanProperty("byte_fallback", false);
    out.writeBooleanProperty("ignore_merges", cut.whole());
  }

  @Override
  void merges(JsonGenerator out) throws IOException {
    String key = "tokenizer.ggml.merges";
    for (String merge : vocabulary.metadata().texts(key)) {
      int space = merge.indexOf(' ', 1);
      if (space < 0) {
        throw vocabulary.metadata().wrong(key + " has '" + merge + "', which is no pair");
      }
      out.writeStartArray();
      out.writeString(merge.substring(0, space));
      out.writeString(merge.substring(space + 1));
      out.writeEndArray();
    }
  }
}
