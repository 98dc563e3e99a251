/**
 * Servers of others as engines: vLLM, SGLang, llama.cpp (docs/engines.md). A {@link
 * io.didact.recipe.engine.Dialect} says how one of them is asked; {@link
 * io.didact.recipe.engine.RemoteEngine} does the rest; {@link io.didact.recipe.engine.EngineProbe}
 * looks, before anything is sampled, whether the server gives what it should.
 */
@NullMarked
package io.didact.recipe.engine;

import org.jspecify.annotations.NullMarked;
