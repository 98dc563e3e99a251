package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keys that only some families read, and what these do where they are left out. */
class FamilyKeysTest {
  private static DecoderConfig read(String family, String... changes) {
    ObjectNode json =
        (ObjectNode)
            JsonMapper.shared()
                .readTree(
                    """
                    {"vocab_size": 30, "hidden_size": 48, "intermediate_size": 40,
                     "num_hidden_layers": 8, "num_attention_heads": 8}
                    """);
    json.put("model_type", family);
    for (String change : changes) {
      json.setAll((ObjectNode) JsonMapper.shared().readTree("{" + change.replace('\'', '"') + "}"));
    }
    return DecoderConfig.fromJson(json);
  }

  private static AttentionWindow.Sliding window(int tokens, int... layers) {
    return new AttentionWindow.Sliding(tokens, flags(8, layers));
  }

  /** True at some places. */
  private static List<Boolean> flags(int count, int... places) {
    Boolean[] flags = new Boolean[count];
    java.util.Arrays.fill(flags, false);
    for (int place : places) {
      flags[place] = true;
    }
    return List.of(flags);
  }

  @Test
  void smollm3Unasked() {
    DecoderConfig config = read("smollm3");
    assertThat(config.ropeTheta()).isEqualTo(2e6);
    assertThat(config.tiedHead()).isTrue();
    assertThat(config.kvHeads()).isEqualTo(4);
    assertThat(config.maxPositions()).isEqualTo(32_768);
    assertThat(config.biases()).isEqualTo(Biases.NONE);
    assertThat(config.window()).isEqualTo(AttentionWindow.FULL);
    assertThat(config.variations().rotation())
        .isEqualTo(new LayerRotation.Some(flags(8, 0, 1, 2, 4, 5, 6)));
    assertThat(config.rotary(3)).isEqualTo(Optional.empty());
    assertThat(config.rotary(4)).contains(new Rotary(2e6, RopeScaling.NONE, 6));
  }

  @Test
  void layersOfSmollm3() {
    assertThat(read("smollm3", "'num_key_value_heads': null").kvHeads()).isEqualTo(8);
    assertThat(read("smollm3", "'no_rope_layer_interval': 3").variations().rotation())
        .isEqualTo(new LayerRotation.Some(flags(8, 0, 1, 3, 4, 6, 7)));
    assertThat(
            read("smollm3", "'no_rope_layers': [0, 1, 1, 1, 1, 1, 1, 0], 'no_rope_layer_interval': 0")
                .variations()
                .rotation())
        .isEqualTo(new LayerRotation.Some(flags(8, 1, 2, 3, 4, 5, 6)));
    assertThat(read("smollm3", "'no_rope_layers': [1, 1, 1, 1, 1, 1, 1, 1]").variations().rotation())
        .isEqualTo(LayerRotation.ALL);
    String slides = "'use_sliding_window': true, 'sliding_window': 9";
    assertThat(read("smollm3", slides).window()).as("without positions").isEqualTo(window(9, 3, 7));
    assertThat(read("smollm3", "'use_sliding_window': true").window())
        .as("no length is given")
        .isEqualTo(AttentionWindow.FULL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "smollm3 | 'no_rope_layers': [1, 0] | no_rope_layers must have an entry for each of 8 layers",
        "smollm3 | 'no_rope_layers': 'all' | no_rope_layers must be a list of integers",
        "smollm3 | 'no_rope_layer_interval': 0 | no_rope_layer_interval must be ≥ 1",
      })
  void whatCannotBeIsRefused(String family, String changes, String complaint) {
    assertThatThrownBy(() -> read(family, changes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }
}
