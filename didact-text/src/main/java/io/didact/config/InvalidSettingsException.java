package io.didact.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Values that a record cannot have, with everything that is wrong, not only the first. */
public final class InvalidSettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String subject;
  private final ArrayList<Complaint> complaints;

  InvalidSettingsException(String subject, List<Complaint> complaints) {
    super(
        complaints.stream()
            .map(Complaint::sentence)
            .collect(Collectors.joining("; ", subject.isEmpty() ? "" : subject + ": ", "")));
    this.subject = subject;
    this.complaints = new ArrayList<>(complaints);
  }

  String subject() {
    return subject;
  }

  /** All that is wrong. */
  public List<Complaint> complaints() {
    return List.copyOf(complaints);
  }

  /** One sentence for each, of the form {@code lambda must be ≥ 0, was -1.0}. */
  public List<String> problems() {
    return complaints.stream().map(Complaint::sentence).toList();
  }
}
