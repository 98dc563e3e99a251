package io.didact.data.synthetic;

/** Teacher's and student's view of a question as text, in the tags of the small format. */
final class Views {
  static final String END = "<end>";

  private Views() {}

  /** {@code <T>} q {@code <s>} s {@code </s><e>} t {@code </e>}. */
  static String teacher(String question, String solution, Explained explained) {
    return "<T>%s<s>%s</s><e>%s</e>".formatted(question, solution, explained.text());
  }

  /**
   * {@code <S>} q {@code <t>} t {@code </t><s>} s {@code </s><end>}; here s is what the explanation
   * comes to, as it is for a student that made a slip.
   */
  static String student(String question, Explained explained) {
    return "<S>%s<t>%s</t><s>%s</s>".formatted(question, explained.text(), explained.conclusion())
        + END;
  }
}
