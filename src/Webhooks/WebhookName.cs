namespace Signaling.Webhooks;

/// <summary>What a process calls itself in its requests: another one after each start.</summary>
/// <param name="Value">The name.</param>
internal sealed record WebhookName(string Value);
