package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagFormatTest {
  @TempDir private Path directory;

  @Test
  void presetsAreFoundByName() {
    assertThat(TagFormat.named("stratos")).isEqualTo(TagFormat.stratos());
    assertThat(TagFormat.named("r1")).isEqualTo(TagFormat.r1());
    assertThat(TagFormat.named("small")).isEqualTo(TagFormat.small());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TagFormat.named("stratus"))
        .withMessage("there is no tag format 'stratus'; did you mean `stratos`?");
  }

  @Test
  void systemPromptsNameTheTagsOfTheirFormat() {
    assertThat(TagFormat.r1().teacherSystem())
        .contains("<explanation> and </explanation>")
        .doesNotContain("%s");
    assertThat(TagFormat.stratos().studentSystem())
        .contains("<|begin_of_thought|> and <|end_of_thought|>");
  }

  /** A question that holds a place is text: it is filled in, not filled. */
  @Test
  void placesAreFilledOnce() {
    Problem problem = new Problem("p", "what is {system}, {question}, $1 and \\?", "s", null, null);
    assertThat(TagFormat.small().studentPromptFor(problem))
        .isEqualTo("<S>what is {system}, {question}, $1 and \\?");
    assertThat(TagFormat.stratos().studentPromptFor(problem))
        .isEqualTo(
            "<|im_start|>system\n"
                + TagFormat.stratos().studentSystem()
                + "<|im_end|>\n<|im_start|>user\nwhat is {system}, {question}, $1 and \\?<|im_end|>\n"
                + "<|im_start|>assistant\n");
  }

  @Test
  void readsAWholeFormat() throws IOException {
    assertThat(
            load(
                """
                name: small
                teacherSystem: ""
                studentSystem: ""
                teacherPrompt: "<T>{question}"
                studentPrompt: "<S>{question}"
                solution: {open: "<s>", close: "</s>"}
                explanation: {open: "<e>", close: "</e>"}
                thought: {open: "<t>", close: "</t>"}
                inner: ""
                between: ""
                endOfTurn: "<end>"
                """))
        .isEqualTo(TagFormat.small());
  }

  @Test
  void readsWhatDiffersFromAPreset() throws IOException {
    TagFormat format =
        load(
            """
            # the system prompt that came with the data
            name: mine
            base: stratos
            studentSystem: |-
              Think,
              then answer.
            thought: {close: "<|thought_ends|>"}
            """);
    assertThat(format.studentSystem()).isEqualTo("Think,\nthen answer.");
    assertThat(format.thought()).isEqualTo(new TagPair("<|begin_of_thought|>", "<|thought_ends|>"));
    assertThat(format.teacherSystem()).isEqualTo(TagFormat.stratos().teacherSystem());
    assertThat(format.inner()).isEqualTo("\n\n");
  }

  @Test
  void reportsAllThatIsWrongAtOnce() {
    assertThatIOException()
        .isThrownBy(
            () ->
                load(
                    """
                    name: mine
                    base: stratos
                    techerSystem: x
                    inner: 3
                    thought:
                      open: "<t>"
                      colse: "</t>"
                    between: ""
                    between: "-"
                    studentPrompt: "{system} {questoin}"
                    """))
        .withMessageContaining("line 3: unknown key 'techerSystem'")
        .withMessageContaining("did you mean `teacherSystem`?")
        .withMessageContaining("line 4: inner must be a text; put it in quotes")
        .withMessageContaining("line 7: unknown key 'colse' in thought; did you mean `close`?")
        .withMessageContaining("line 9: key 'between' is given twice")
        .withMessageContaining("unknown place {questoin}; did you mean `question`?")
        .withMessageContaining("studentPrompt must have {question} once");
  }

  @Test
  void reportsWhatIsMissing() {
    assertThatIOException()
        .isThrownBy(() -> load("name: mine\nsolution: {open: \"<s>\"}\n"))
        .withMessageContaining("missing: teacherPrompt")
        .withMessageContaining("missing: solution.close")
        .withMessageContaining("missing: thought.open")
        .withMessageContaining("missing: endOfTurn");
  }

  @Test
  void refusesWhatIsNoFormat() {
    assertThatIOException().isThrownBy(() -> load("")).withMessageContaining("must be a map");
    assertThatIOException().isThrownBy(() -> load("- a\n")).withMessageContaining("must be a map");
    assertThatIOException()
        .isThrownBy(() -> load("name: mine\nsolution: [\n"))
        .withMessageContaining("line 3: not YAML");
    assertThatIOException()
        .isThrownBy(() -> load("name: mine\nbase: smal\n"))
        .withMessageContaining("line 2: there is no tag format 'smal'; did you mean `small`?");
    assertThatIOException()
        .isThrownBy(() -> TagFormat.load(directory.resolve("none.yaml")))
        .withMessageContaining("there is no tag format file");
  }

  @Test
  void tagsMustDiffer() {
    assertThatIOException()
        .isThrownBy(() -> load("name: mine\nbase: small\nthought: {open: '<e>', close: '</e>'}\n"))
        .withMessageContaining("thought.open is the same tag as explanation.open, <e>")
        .withMessageContaining("thought.close is the same tag as explanation.close, </e>");
  }

  private TagFormat load(String yaml) throws IOException {
    return TagFormat.load(Files.writeString(directory.resolve("format.yaml"), yaml));
  }
}
