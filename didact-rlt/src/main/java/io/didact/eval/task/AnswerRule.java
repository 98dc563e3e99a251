package io.didact.eval.task;

import io.didact.answers.ExtractionRule;
import io.didact.answers.Grade;
import io.didact.answers.Verdict;
import io.didact.config.Rules;
import io.didact.data.StudentAnswer;
import io.didact.data.TagFormat;
import io.didact.eval.AnswerEquality;
import io.didact.text.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is taken for the answer in a response and how it is graded.
 *
 * @param form what an answer is
 * @param tags the format of a student's responses; the answer is the solution in them, and a
 *     response without this format has none
 * @param open without tags, the answer is looked for after the last place of this text only
 * @param close and before the next place of this one
 * @param extraction where the answer is looked for in that part, in order; without it as the form
 *     has it
 */
public record AnswerRule(
    AnswerForm form,
    Optional<TagFormat> tags,
    Optional<String> open,
    Optional<String> close,
    Optional<List<ExtractionRule>> extraction) {
  public AnswerRule {
    extraction = extraction.map(List::copyOf);
    new Rules()
        .require(
            extraction.isEmpty() || form.hasExtraction(),
            "extraction",
            "must be left out with the form " + form.word())
        .require(
            extraction.filter(List::isEmpty).isEmpty(), "extraction", "must have at least one rule")
        .require(tags.isEmpty() || open.isEmpty(), "open", "must be left out with tags")
        .require(tags.isEmpty() || close.isEmpty(), "close", "must be left out with tags")
        .require(open.filter(String::isEmpty).isEmpty(), "open", "must not be empty")
        .require(close.filter(String::isEmpty).isEmpty(), "close", "must not be empty")
        .done();
  }

  static AnswerRule defaults(AnswerForm form) {
    return new AnswerRule(
        form, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * How YAML gives it where there is no more to say: {@code answer: integer}.
   *
   * @throws IllegalArgumentException naming the forms, if there is none of this name
   */
  public static AnswerRule named(String form) {
    Map<String, AnswerForm> forms = new LinkedHashMap<>();
    for (AnswerForm each : AnswerForm.values()) {
      forms.put(each.word(), each);
    }
    AnswerForm found = forms.get(form);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no form of answers '" + form + "'" + NearestName.hint(form, forms.keySet()));
    }
    return defaults(found);
  }

  /** The same for responses in tags, unless it says itself between what the answer stands. */
  public AnswerRule within(TagFormat format) {
    return tags.isPresent() || open.isPresent() || close.isPresent()
        ? this
        : new AnswerRule(form, Optional.of(format), open, close, extraction);
  }

  /** The same with an order of looking, unless it has one itself. */
  public AnswerRule looking(List<ExtractionRule> rules) {
    return extraction.isPresent()
        ? this
        : new AnswerRule(form, tags, open, close, Optional.of(rules));
  }

  /**
   * Looks at an expected answer before anything is sampled.
   *
   * @param choices how many the problem has, 0 where it has none
   * @return the answer and why it cannot be read, where only what is written alike is then right
   * @throws IllegalArgumentException if it is none of this form
   */
  public Optional<String> unread(String expected, int choices) {
    return form.unread(expected, choices);
  }

  /** Whether two answers that it found are the same. */
  public AnswerEquality equality() {
    return form.equality();
  }

  /**
   * Grades a response; any text is legal.
   *
   * @throws IllegalArgumentException if the expected answer cannot be one
   */
  public Grade grade(String response, String expected) {
    return grade(response, expected, 0);
  }

  /**
   * Grades a response to a task with choices: only their letters are answers.
   *
   * @param choices how many there are, 0 where there are none or nobody says
   * @throws IllegalArgumentException if the expected answer cannot be one
   */
  public Grade grade(String response, String expected, int choices) {
    if (response.isBlank()) {
      return wrong("the response is empty");
    }
    return tags.isPresent()
        ? inTags(tags.get(), response, expected, choices)
        : inMarks(response, expected, choices);
  }

  private Grade inTags(TagFormat format, String response, String expected, int choices) {
    StudentAnswer answer = format.parse(response);
    if (!answer.formatted()) {
      return wrong("the response does not have the tag format " + format.name());
    }
    Optional<String> place =
        place(Optional.of(format.solution().open()), Optional.of(format.solution().close()));
    return grade(answer.solution(), place, expected, choices);
  }

  private Grade inMarks(String response, String expected, int choices) {
    Optional<String> before = Optional.empty();
    String part = response;
    if (open.isPresent()) {
      int at = part.lastIndexOf(open.get());
      if (at < 0) {
        return wrong("there is no " + open.get() + " in the response");
      }
      part = part.substring(at + open.get().length());
    }
    if (close.isPresent() && part.contains(close.get())) {
      before = close;
      part = part.substring(0, part.indexOf(close.get()));
    }
    return grade(part, place(open, before), expected, choices);
  }

  private Grade grade(String part, Optional<String> place, String expected, int choices) {
    if (part.isBlank()) {
      return wrong("there is nothing " + place.orElse("in the response"));
    }
    Grade grade =
        tags.isPresent() && extraction.isEmpty() && choices == 0
            ? form.grade(part, expected)
            : form.grade(part, expected, extraction.orElseGet(form::extraction), choices);
    return place.map(where -> located(grade, where)).orElse(grade);
  }

  /** Where a part of a response stands, in words; nothing where it is all of it. */
  private static Optional<String> place(Optional<String> after, Optional<String> before) {
    if (after.isPresent() && before.isPresent()) {
      return Optional.of("between %s and %s".formatted(after.get(), before.get()));
    }
    return after.map(text -> "after " + text).or(() -> before.map(text -> "before " + text));
  }

  /** The same with the place in its reason: what it calls all of the response was a part of it. */
  private static Grade located(Grade grade, String place) {
    String all = ExtractionRule.WHOLE.how();
    String reason =
        grade.reason().startsWith(all)
            ? "it is all that stands " + place + grade.reason().substring(all.length())
            : place + ": " + grade.reason();
    return new Grade(grade.verdict(), grade.extracted(), reason);
  }

  private static Grade wrong(String reason) {
    return new Grade(Verdict.WRONG, "", reason);
  }
}
