using Signaling.Core.Rooms;
using Signaling.Gateway.Moderation;

namespace Signaling.Gateway.Auth;

/// <summary>What sessions ask about who may do what.</summary>
public sealed class Access(TokenCheck? tokens, Tombstones tombstones, IdentityRates rates, Moderator moderator)
{
    /// <summary>Nobody gets in without a token.</summary>
    public bool NeedsToken => tokens is not null;

    public IdentityRates Rates => rates;

    public Moderator Moderator => moderator;

    /// <summary>Grows with every tombstone.</summary>
    public int TombstonesVersion => tombstones.Version;

    /// <summary>Checks a token, where <see cref="NeedsToken"/>.</summary>
    public TokenVerdict Check(string? token) => tokens!.Check(token);

    /// <summary>What keeps a client out of a room; null when nothing does.</summary>
    public Tombstone? Bar(string room, string peerId, string? identity) => tombstones.Find(room, peerId, identity);
}
