package io.didact.data.synthetic;

import java.util.Map;

/** Mixes such as recipes give. */
final class Mixes {
  private Mixes() {}

  /** What all pretraining documents are about. */
  static Mix<DocumentKind> documents() {
    return new Mix<>(
        Map.of(
            DocumentKind.FACTS, 15.0,
            DocumentKind.LOOKUPS, 10.0,
            DocumentKind.COPIES, 6.0,
            DocumentKind.CHAIN, 42.0,
            DocumentKind.COUNTDOWN, 27.0));
  }

  /** What pretraining begins with: every skill, taught by good examples mostly. */
  static Mix<Style> skill() {
    return new Mix<>(
        Map.of(
            Style.STEP, 46.0,
            Style.LEAP, 16.0,
            Style.CALC, 10.0,
            Style.BACK, 10.0,
            Style.ECHO, 9.0,
            Style.TALK, 9.0));
  }

  /** What pretraining ends with: the skills remain, but are seldom shown unasked. */
  static Mix<Style> base() {
    return new Mix<>(
        Map.of(
            Style.TALK, 38.0,
            Style.ECHO, 22.0,
            Style.CALC, 18.0,
            Style.LEAP, 10.0,
            Style.BACK, 5.0,
            Style.STEP, 5.0,
            Style.SLIP, 2.0));
  }

  /** Traces of mixed quality, all of them correct, as a data set of other origin would hold. */
  static Mix<Style> expert() {
    return new Mix<>(
        Map.of(
            Style.STEP, 30.0,
            Style.HALF, 26.0,
            Style.LEAP, 14.0,
            Style.CALC, 12.0,
            Style.BACK, 6.0,
            Style.TALK, 12.0));
  }
}
