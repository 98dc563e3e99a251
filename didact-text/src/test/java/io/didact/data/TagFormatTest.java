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
    assertThat(TagFormat.preset("stratos")).isEqualTo(TagFormat.stratos());
    assertThat(TagFormat.preset("r1")).isEqualTo(TagFormat.r1());
    assertThat(TagFormat.preset("small")).isEqualTo(TagFormat.small());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TagFormat.preset("stratus"))
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
                    inner: []
                    thought:
                      open: "<t>"
                      colse: "</t>"
                    between: ""
                    between: "-"
                    studentPrompt: "{system} {questoin}"
                    """))
        .withMessageContaining(
            "format.yaml:3: techerSystem: unknown key; did you mean `teacherSystem`?")
        .withMessageContaining("format.yaml:4: inner: expected a single value, was a list")
        .withMessageContaining("format.yaml:7: thought.colse: unknown key; did you mean `close`?")
        .withMessageContaining("format.yaml:9: between: given twice, first in line 8");
  }

  @Test
  void reportsAllThatIsWrongBetweenItsTexts() {
    assertThatIOException()
        .isThrownBy(
            () -> load("name: mine\nbase: stratos\nstudentPrompt: \"{system} {questoin}\"\n"))
        .withMessageContaining(
            "format.yaml:3: studentPrompt: has an unknown place {questoin}; did you mean `question`?")
        .withMessageContaining("format.yaml:3: studentPrompt: must have {question} once");
  }

  @Test
  void reportsWhatIsMissing() {
    assertThatIOException()
        .isThrownBy(() -> load("name: mine\nsolution: {open: \"<s>\"}\n"))
        .withMessageContaining("teacherPrompt: is missing")
        .withMessageContaining("format.yaml:2: solution.close: is missing")
        .withMessageContaining("thought: is missing")
        .withMessageContaining("endOfTurn: is missing");
    assertThatIOException()
        .isThrownBy(() -> load("base: stratos\nthought: {close: x}\n"))
        .withMessageContaining("format.yaml:1: name: is missing: with `base` it is another format");
  }

  /** A text may be written without quotes; what YAML takes for nothing is none. */
  @Test
  void textsWithoutQuotes() throws IOException {
    TagFormat format = load("name: 12\nbase: small\ninner: 3\nbetween: yes\n");
    assertThat(format.name() + format.inner() + format.between()).isEqualTo("123yes");
    assertThatIOException()
        .isThrownBy(() -> load("name: mine\nbase: small\ninner: ~\n"))
        .withMessageContaining("format.yaml:3: inner: expected a single value, was nothing");
  }

  @Test
  void refusesWhatIsNoFormat() {
    assertThatIOException().isThrownBy(() -> load("")).withMessageContaining("name: is missing");
    assertThatIOException()
        .isThrownBy(() -> load("- a\n"))
        .withMessageContaining("expected a block of keys");
    assertThatIOException()
        .isThrownBy(() -> load("name: mine\nsolution: [\n"))
        .withMessageContaining("format.yaml:3: not YAML");
    assertThatIOException()
        .isThrownBy(() -> load("name: mine\nbase: smal\n"))
        .withMessageContaining(
            "format.yaml:2: base: there is no tag format 'smal'; did you mean `small`?");
    assertThatIOException()
        .isThrownBy(() -> TagFormat.load(directory.resolve("none.yaml")))
        .withMessageContaining("there is no tag format file");
  }

  @Test
  void tagsMustDiffer() {
    assertThatIOException()
        .isThrownBy(() -> load("name: mine\nbase: small\nthought: {open: '<e>', close: '</e>'}\n"))
        .withMessageContaining(
            "format.yaml:3: thought.open: is the same tag as explanation.open, <e>")
        .withMessageContaining(
            "format.yaml:3: thought.close: is the same tag as explanation.close, </e>");
  }

  private TagFormat load(String yaml) throws IOException {
    return TagFormat.load(Files.writeString(directory.resolve("format.yaml"), yaml));
  }
}
