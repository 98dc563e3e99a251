/**
 * Tasks that a model of a few hundred thousand parameters can learn in minutes, with explanations
 * of known quality.
 *
 * <p>A {@link io.didact.data.synthetic.Task} is a {@link io.didact.data.synthetic.Chain}, a {@link
 * io.didact.data.synthetic.Countdown} of digits or a {@link
 * io.didact.data.synthetic.WholeCountdown}; a {@link io.didact.data.synthetic.Style} explains it,
 * well or badly. {@link io.didact.data.synthetic.TaskSource} makes problems of one {@link
 * io.didact.data.synthetic.Split}, so that what a model is tested on was never trained on; {@link
 * io.didact.data.synthetic.Documents} makes what the base model learns from. Everything random
 * comes from (seed, index). Start with {@code TaskSource}.
 */
@NullMarked
package io.didact.data.synthetic;

import org.jspecify.annotations.NullMarked;
