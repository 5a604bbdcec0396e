namespace Signaling.Gateway.Ice;

/// <summary>What a provider gave: servers with credentials, and until when they are good.</summary>
/// <param name="Number">Counts up: another number is another grant.</param>
/// <param name="Servers">The servers.</param>
/// <param name="Provider">Who gave it.</param>
/// <param name="RenewAtMs">When whoever has it should have another.</param>
/// <param name="UntilMs">When it ends.</param>
internal sealed record TurnGrant(int Number, IReadOnlyList<IceServer> Servers, string Provider, long RenewAtMs, long UntilMs);
