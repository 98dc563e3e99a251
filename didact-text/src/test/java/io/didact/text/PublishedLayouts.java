package io.didact.text;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Small files whose steps are those of published models, by the model's family. */
final class PublishedLayouts {
  private static final String LEVEL =
      """
      {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":%s}""";

  private static final String O200K =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
          + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final String CL100K =
      "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+"
          + "|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s";

  private static final String KIMI =
      "[\\p{Han}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]*"
          + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final String DEEPSEEK =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
          + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private PublishedLayouts() {}

  static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    String bytes = SyntheticTokenizers.byteLevelJson();
    String nfc = "{\"type\":\"NFC\"}";
    all.put("qwen", with(bytes, nfc, null));
    all.put("llama 3", SyntheticTokenizers.llama3Json());
    all.put("gpt-2", with(bytes, null, LEVEL.formatted(true)).replace("\"type\":\"BPE\",", ""));
    all.put("olmo", with(bytes, nfc, LEVEL.formatted(true)));
    String digits = "{\"type\":\"Digits\",\"individual_digits\":true}";
    all.put("smollm, granite", with(bytes, null, sequence(digits, LEVEL.formatted(true))));
    all.put("gpt-oss", with(bytes, null, sequence(split(O200K), LEVEL.formatted(false))));
    all.put("gpt-4", with(bytes, null, sequence(split(CL100K), LEVEL.formatted(false))));
    all.put("kimi", with(bytes, null, sequence(split(KIMI), LEVEL.formatted(false))));
    all.put(
        "deepseek",
        with(
            bytes,
            "{\"type\":\"Sequence\",\"normalizers\":[]}",
            sequence(
                split("\\p{N}{1,3}"),
                split("[一-龥\u3040-ゟ゠-ヿ]+"),
                split(DEEPSEEK),
                LEVEL.formatted(false))));
    all.put(
        "falcon",
        with(
            bytes,
            null,
            sequence(
                "{\"type\":\"Punctuation\",\"behavior\":\"Contiguous\"}",
                LEVEL.formatted(true),
                "{\"type\":\"Digits\",\"individual_digits\":false}",
                split("[0-9][0-9][0-9]"))));
    all.put(
        "digits from the right",
        with(
            bytes,
            null,
            sequence(
                split("\\p{N}{1,3}(?=(?:\\p{N}{3})*(?:\\P{N}|$))"),
                split("(?=(\\d{3})+(?!\\d))"),
                LEVEL.formatted(false))));
    all.put(
        "bloom",
        with(bytes, null, sequence(split(" ?[^(\\s|[.,!?…。，、।۔،])]+"), LEVEL.formatted(false))));
    String llama2 = SyntheticTokenizers.llama2Json();
    all.put("llama 2, mistral", llama2);
    all.put("mistral of today", SyntheticTokenizers.metaspaceJson("first"));
    all.put("phi 3", llama2.replace("\"rstrip\":false", "\"rstrip\":true"));
    String cut =
        """
        {"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}""";
    ObjectNode gemma = (ObjectNode) JsonMapper.shared().readTree(SyntheticTokenizers.gemmaJson());
    gemma.set("pre_tokenizer", JsonMapper.shared().readTree(cut));
    all.put("gemma", gemma.toString());
    all.put("unigram", SyntheticTokenizers.unigramJson());
    return all;
  }

  private static String with(
      String file, @Nullable String normalizer, @Nullable String preTokenizer) {
    ObjectNode root = (ObjectNode) JsonMapper.shared().readTree(file);
    if (normalizer != null) {
      root.set("normalizer", JsonMapper.shared().readTree(normalizer));
    }
    if (preTokenizer != null) {
      root.set("pre_tokenizer", JsonMapper.shared().readTree(preTokenizer));
    }
    return root.toString();
  }

  private static String sequence(String... steps) {
    return "{\"type\":\"Sequence\",\"pretokenizers\":[" + String.join(",", steps) + "]}";
  }

  private static String split(String regex) {
    return "{\"type\":\"Split\",\"behavior\":\"Isolated\",\"invert\":false,\"pattern\":{\"Regex\":"
        + JsonMapper.shared().writeValueAsString(regex)
        + "}}";
  }
}
