namespace Signaling.Gateway.Ice;

/// <summary>Somebody who makes TURN credentials for us.</summary>
internal interface ITurnProvider
{
    /// <summary>For logs and metrics.</summary>
    string Name { get; }

    /// <summary>Asks for credentials. Throws <see cref="TurnProviderException"/> or an exception of HTTP when there are none.</summary>
    /// <param name="lifetime">How long they should be good for.</param>
    /// <param name="cancellation">When to give up.</param>
    Task<IReadOnlyList<IceServer>> IssueAsync(TimeSpan lifetime, CancellationToken cancellation);
}

/// <summary>A provider refused, or answered with something else than it documents. The message holds no secret.</summary>
internal sealed class TurnProviderException(string message) : Exception(message);
