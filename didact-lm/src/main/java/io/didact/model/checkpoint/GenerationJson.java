package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import io.didact.model.decoder.ConfigJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * {@code generation_config.json}: of what it says, the end ids are taken. How to sample is said by
 * settings and options, so that a run does not change with a model's file.
 */
final class GenerationJson {
  private static final String END_IDS = "eos_token_id";

  /** What has nothing to do with sampling here. */
  private static final Set<String> OF_NO_MATTER =
      Set.of(
          END_IDS,
          "bos_token_id",
          "pad_token_id",
          "decoder_start_token_id",
          "transformers_version",
          "_from_model_config",
          "use_cache",
          "cache_implementation",
          "output_attentions",
          "output_hidden_states",
          "return_dict_in_generate",
          "trust_remote_code");

  private static final int MOST_SHOWN = 40;

  private GenerationJson() {}

  /**
   * The end ids; none where there is no such file or it names none.
   *
   * @param files a model's small files
   * @throws IOException where the file is not JSON or its ids are none
   */
  static List<Integer> endIds(Map<String, byte[]> files) throws IOException {
    byte[] content = files.get(Companions.GENERATION);
    if (content == null) {
      return List.of();
    }
    ConfigJson in = new ConfigJson(Checkpoint.parse(Path.of(Companions.GENERATION), content));
    List<Integer> ids = in.ids(END_IDS);
    try {
      in.throwIfWrong();
    } catch (IllegalArgumentException e) {
      throw new IOException(Companions.GENERATION + ": " + e.getMessage(), e);
    }
    return ids;
  }

  /** What of it is not taken, where there is such. */
  static Optional<ModelProblem> remark(Map<String, byte[]> files) {
    byte[] content = files.get(Companions.GENERATION);
    if (content == null) {
      return Optional.empty();
    }
    List<String> left;
    try {
      left =
          Checkpoint.parse(Path.of(Companions.GENERATION), content).properties().stream()
              .filter(each -> !OF_NO_MATTER.contains(each.getKey()) && !each.getValue().isNull())
              .map(each -> each.getKey() + " " + shown(each.getValue()))
              .toList();
    } catch (IOException e) {
      return Optional.empty(); // which is said where the end ids are wanted
    }
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ModelProblem.warning(
                Companions.GENERATION,
                "only " + END_IDS + " is taken of it, not " + Complaints.join(left),
                "give how to sample in the settings (sampling.temperature, topP, topK, …) or as"
                    + " options"));
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }
}
