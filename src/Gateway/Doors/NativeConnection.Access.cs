using Signaling.Core.Codes;

namespace Signaling.Gateway.Doors;

/// <summary>Tokens, and what moderators do.</summary>
internal sealed partial class NativeConnection
{
    private Code? Refresh(string? token)
    {
        if (token is null) return Reasons.MissingField;
        _session.Refresh(token);
        return null;
    }

    private Code? Kick(in NativeMessage message)
    {
        if (message.PeerId is null) return Reasons.MissingField;
        _session.Kick(message.PeerId, message.Seconds, message.Reason);
        return null;
    }
}
