package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import io.didact.tensor.DType;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the small files of a directory say twice, and not the same: where text ends, which tokens
 * there are, which chat template, of what type the weights are. One of the two is taken; others may
 * take the other.
 */
final class TwoHomes {
  private static final String TOKENIZER = "tokenizer_config.json";
  private static final String SPECIAL = "special_tokens_map.json";
  private static final String TEMPLATE = "chat_template";
  private static final String EOS = "eos_token";

  private final Path directory;
  private final List<ModelProblem> remarks = new ArrayList<>();

  private TwoHomes(Path directory) {
    this.directory = directory;
  }

  static List<ModelProblem> of(
      Path directory,
      Optional<Checkpoint> checkpoint,
      Collection<Integer> endIds,
      WeightFiles weights) {
    TwoHomes files = new TwoHomes(directory);
    files.compareTemplates();
    checkpoint.ifPresent(
        model -> {
          files.compareEndIds(model.config().endIds(), endIds);
          files.compareTypes(weights);
        });
    try {
      files.compareTokens(Tokenizer.load(directory), endIds);
    } catch (IOException e) {
      // what is wrong with a tokenizer, or that there is none, is said elsewhere
    }
    return files.remarks;
  }

  private void remark(String where, String what, String remedy) {
    remarks.add(ModelProblem.warning(where, what, remedy));
  }

  private void compareEndIds(Collection<Integer> config, Collection<Integer> taken) {
    List<Integer> dropped = config.stream().filter(id -> !taken.contains(id)).toList();
    if (!dropped.isEmpty() && !taken.isEmpty()) {
      remark(
          Companions.GENERATION,
          "eos_token_id lacks " + dropped + ", which config.json has: text does not end there",
          "add it there if it ends a text");
    }
  }

  private void compareTypes(WeightFiles weights) {
    JsonNode config = json(Companions.CONFIG);
    String said = text(config.has("dtype") ? config.path("dtype") : config.path("torch_dtype"));
    List<String> stored =
        weights.types().keySet().stream()
            .filter(DType::isFloating)
            .map(type -> type.name().toLowerCase(Locale.ROOT))
            .toList();
    if (said != null && !stored.isEmpty() && !stored.contains(said)) {
      remark(
          Companions.CONFIG,
          "names the type " + said + ", the weights are " + Complaints.join(stored),
          "other programs may round the weights to that type");
    }
  }

  private void compareTokens(Tokenizer tokenizer, Collection<Integer> endIds) {
    String said = text(json(TOKENIZER).path(EOS));
    String mapped = text(json(SPECIAL).path(EOS));
    if (said != null && mapped != null && !said.equals(mapped)) {
      remark(
          SPECIAL,
          EOS + " is " + mapped + ", in " + TOKENIZER + " it is " + said,
          "take one of them out");
    }
    String eos = said == null ? mapped : said;
    if (eos != null) {
      OptionalInt id = tokenizer.id(eos);
      if (id.isEmpty()) {
        remark(
            TOKENIZER,
            EOS + " " + eos + " is no token of tokenizer.json",
            "mend the one or the other");
      } else if (!endIds.isEmpty() && !endIds.contains(id.getAsInt())) {
        remark(
            TOKENIZER,
            EOS + " " + eos + " (" + id.getAsInt() + ") is no end id: text does not end there",
            "add it to eos_token_id of generation_config.json if it ends a turn");
      }
    }
    List<String> others = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each :
        json(TOKENIZER).path("added_tokens_decoder").properties()) {
      String content = text(each.getValue());
      OptionalInt id = content == null ? OptionalInt.empty() : tokenizer.id(content);
      if (content != null
          && !(id.isPresent() && each.getKey().equals(String.valueOf(id.getAsInt())))) {
        others.add(content + " (" + each.getKey() + ")");
      }
    }
    if (!others.isEmpty()) {
      remark(
          TOKENIZER,
          "has added tokens that tokenizer.json has not, or with another id: "
              + Complaints.join(others),
          "tokenizer.json is read; save the tokenizer again");
    }
  }

  private void compareTemplates() {
    String inConfig = text(json(TOKENIZER).path(TEMPLATE));
    String own = file(TEMPLATE + ".jinja");
    String processor = text(json(TEMPLATE + ".json").path(TEMPLATE));
    if (own != null && inConfig != null && !own.strip().equals(inConfig.strip())) {
      remark(
          TEMPLATE + ".jinja",
          "is another template than chat_template of " + TOKENIZER + "; the file is read",
          "delete the one that is not the model's");
    }
    String read = own == null ? inConfig : own;
    if (processor != null && (read == null || !processor.strip().equals(read.strip()))) {
      remark(
          TEMPLATE + ".json",
          read == null ? "is not read" : "is another template than the one that is read",
          "put the model's template into chat_template.jinja");
    }
  }

  private JsonNode json(String name) {
    String text = file(name);
    try {
      return text == null
          ? JsonMapper.shared().createObjectNode()
          : JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode(); // whoever needs the file says so
    }
  }

  private @Nullable String file(String name) {
    Path file = directory.resolve(name);
    try {
      return Files.isRegularFile(file)
          ? new String(SmallFile.read(file), StandardCharsets.UTF_8)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** A text, or the content of a token that is written out. */
  private static @Nullable String text(JsonNode node) {
    JsonNode text = node.isObject() ? node.path("content") : node;
    return text.isString() ? text.stringValue() : null;
  }
}
