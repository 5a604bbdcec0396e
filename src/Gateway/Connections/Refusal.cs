namespace Signaling.Gateway.Connections;

/// <summary>The HTTP answer to a request that is not taken.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Json">The body.</param>
/// <param name="RetryAfterSeconds">When to come again; 0 where that does not help.</param>
public sealed record Refusal(int Status, string Json, int RetryAfterSeconds = 0);
