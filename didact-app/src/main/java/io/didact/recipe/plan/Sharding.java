package io.didact.recipe.plan;

/** What of a model the GPUs of a plan share out among themselves, instead of each holding it. */
public enum Sharding {
  /** Nothing: each GPU holds everything, as ranks do here. */
  NONE,
  /** Gradients, moments and master weights of the model that is trained. */
  STATES,
  /** These, and all weights. */
  ALL
}
