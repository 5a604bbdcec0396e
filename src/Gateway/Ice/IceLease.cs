namespace Signaling.Gateway.Ice;

/// <summary>What one peer was given, and when it should have fresh credentials. Kept by its connection, gone with it.</summary>
internal struct IceLease
{
    /// <summary>Its name at own TURN servers; null before anything was given.</summary>
    public string? User;

    /// <summary>The provider's grant it has; 0 for none.</summary>
    public int Grant;

    /// <summary>When it should have another password for own TURN servers, in milliseconds; 0 for never.</summary>
    public long OwnAtMs;

    /// <summary>When it should have another grant, in milliseconds; 0 for never.</summary>
    public long GrantAtMs;
}
