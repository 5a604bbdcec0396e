namespace Signaling.Gateway.Auth;

/// <summary>Where keys come from that are not in the configuration.</summary>
internal interface IKeySource
{
    /// <summary>What is known now.</summary>
    IReadOnlyList<SigningKey> Keys { get; }

    /// <summary>A token names a key that is not known. Says when to ask again, in milliseconds; at most one search is under way.</summary>
    int Search();
}
