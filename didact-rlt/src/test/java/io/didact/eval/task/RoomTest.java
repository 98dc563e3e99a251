package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.engine.Sampling;
import io.didact.jinja.ChatTemplate;
import io.didact.tiny.Tiny;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Prompts of one token a character: "1+1=" has 4, "10+10=" has 6. */
class RoomTest {
  private static final Sampling SAMPLING = Sampling.greedy(60);
  private static final BudgetForcing BUDGET =
      new BudgetForcing("<t>", "</t>", "</t><s>", "</t><s>is ", "wait ", 1, 50);

  private static Asking asking(Turns turns, Optional<String> system) {
    return new Asking("{question}=", system, turns, List.of(), Optional.empty(), Optional.empty());
  }

  private static PromptWriter prompts(Turns turns, Optional<String> template, String opening) {
    return new PromptWriter(
        asking(turns, Optional.of("be short")),
        Tiny.TOKENIZER,
        template.map(ChatTemplate::ofSource),
        Optional.of(Tiny.STUDENT),
        opening);
  }

  private static List<Question> questions() {
    return asking(Turns.PLAIN, Optional.empty())
        .questions(
            List.of(
                new TaskItem("a", "1+1", "2", List.of(), Optional.empty(), Optional.empty()),
                new TaskItem("b", "10+10", "20", List.of(), Optional.empty(), Optional.empty())));
  }

  private static PromptWriter plain() {
    return new PromptWriter(
        asking(Turns.PLAIN, Optional.empty()),
        Tiny.TOKENIZER,
        Optional.empty(),
        Optional.empty(),
        "");
  }

  @Test
  void whatFitsIsLeftAlone() {
    Room room = Room.of(plain(), questions(), 66, SAMPLING, Optional.empty());
    assertThat(room.sampling()).isEqualTo(SAMPLING);
    assertThat(room.shortened()).isEmpty();
  }

  /** 65 positions less 6 of the longest prompt are 59. */
  @Test
  void theLongestPromptDecidesForAll() {
    Room room = Room.of(plain(), questions(), 65, SAMPLING, Optional.empty());
    assertThat(room.sampling().maxNewTokens()).isEqualTo(59);
    assertThat(room.shortened())
        .hasValue(
            "responses are limited to 59 tokens instead of 60: the model has 65 positions, the"
                + " longest prompt (of problem b) 6 tokens");
    assertThatThrownBy(() -> Room.of(plain(), questions(), 6, SAMPLING, Optional.empty()))
        .hasMessageContaining(
            "the prompt of problem b has 6 tokens, and the model has 6 positions");
  }

  /**
   * Of 60 tokens 10 are for the answer. 56 positions − 6 of the prompt − 1 of the opening − 6 (2
   * tags, "is ", and one to spare) are 43: 33 for the thought.
   */
  @Test
  void theThoughtGivesWayNotTheAnswer() {
    Room room = Room.of(plain(), questions(), 56, SAMPLING, Optional.of(BUDGET));
    assertThat(room.sampling().maxNewTokens()).isEqualTo(43);
    assertThat(room.budget()).contains(BUDGET.withThinkingTokens(33));
    assertThatThrownBy(() -> Room.of(plain(), questions(), 23, SAMPLING, Optional.of(BUDGET)))
        .hasMessageContaining("no room is left");
  }

  private static PromptWriter chats(String generationPrompt, String opening) {
    String template = "{% for m in messages %}{{ m.content }};{% endfor %}" + generationPrompt;
    return new PromptWriter(
        asking(Turns.CHAT, Optional.empty()),
        Tiny.TOKENIZER,
        Optional.of(ChatTemplate.ofSource(template)),
        Optional.empty(),
        opening);
  }

  private static Optional<BudgetForcing> forced(String generationPrompt) {
    return Room.of(chats(generationPrompt, ""), questions(), 512, SAMPLING, Optional.of(BUDGET))
        .budget();
  }

  /** A thought that a chat template opens is not opened again, and one that it shuts not forced. */
  @Test
  void theThoughtOfAChatTemplate() {
    assertThat(forced("a:")).contains(BUDGET);
    assertThat(forced("a:<t>").orElseThrow().open()).isEmpty();
    assertThat(forced("a:<t>  ").orElseThrow().open()).isEmpty();
    for (String shut : List.of("a:<t></t>", "a:<t> </t> ", "</t>")) {
      assertThatThrownBy(() -> forced(shut))
          .hasMessageContaining("the prompt ends with </t>: the chat template shuts the thought");
    }
    Question question = questions().get(0);
    assertThat(chats("a:<t> ", "<t> ").prompt(question).text()).isEqualTo("1+1=;a:<t> ");
    assertThat(chats("a:", "<t> ").prompt(question).text()).isEqualTo("1+1=;a:<t> ");
    assertThat(chats("a:<t></t>", "<t>").prompt(question).text()).isEqualTo("1+1=;a:<t></t><t>");
  }

  @Test
  void turns() {
    Optional<String> template =
        Optional.of("{% for m in messages %}{{ m.role[0] }}:{{ m.content }};{% endfor %}a:");
    Question question = questions().get(0);
    assertThat(prompts(Turns.AUTO, template, "so ").prompt(question).text())
        .isEqualTo("s:be short;u:1+1=;a:so ");
    assertThat(prompts(Turns.CHAT, template, "").prompt(question).text())
        .isEqualTo("s:be short;u:1+1=;a:");
    assertThat(plain().prompt(question).text()).isEqualTo("1+1=");
    PromptWriter.Prompt tags = prompts(Turns.TAGS, template, "").prompt(question);
    assertThat(tags.text()).isEqualTo("<S>1+1=<t>");
    assertThat(tags.ids()).isEqualTo(Tiny.TOKENIZER.encode("<S>1+1=<t>"));
    assertThatThrownBy(() -> prompts(Turns.CHAT, Optional.empty(), ""))
        .hasMessageContaining("has no chat template");
  }
}
