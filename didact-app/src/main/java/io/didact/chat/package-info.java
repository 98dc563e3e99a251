/**
 * A client of any server that completes chats as OpenAI's does. Start with {@link
 * io.didact.chat.ChatClient}; a {@link io.didact.chat.ChatServer} says where and how to ask.
 * Nothing is sent but what {@code ChatClient.ask} is given, by {@link io.didact.http.JsonClient}.
 */
@NullMarked
package io.didact.chat;

import org.jspecify.annotations.NullMarked;
