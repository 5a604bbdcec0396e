using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.PeerJs;

/// <summary>Settings of the PeerJS door.</summary>
public sealed record PeerJsOptions : DoorOptions
{
    public PeerJsOptions() => Path = "/";

    /// <summary>The keys that clients may name; each is a room of that name. Default none named: peerjs, the clients' default.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Answer requests for the list of ids (<c>peer.listAllPeers()</c>) with those connected to this gateway. Default false.</summary>
    public bool Discovery { get; init; }

    /// <summary>How long a message waits for a peer that is not there, in milliseconds. Default 5,000.</summary>
    public int ExpireMs { get; init; } = 5_000;

    internal override string Root => Path.Trim('/').Length == 0 ? "/peerjs" : base.Root;

    internal override IEnumerable<string> Problems()
    {
        if (ExpireMs < 1) yield return $"ExpireMs is {ExpireMs}; it must be at least 1.";
        foreach (var key in Keys.Where(key => !Name.IsValid(key) || key.AsSpan().ContainsAny("/{}?#")))
            yield return $"Keys: '{key}' cannot be part of an address.";
    }

    internal override void AddTo(IServiceCollection services) => services.AddSingleton<IDoor, PeerJsDoor>();

    /// <summary>The keys that hold.</summary>
    internal IReadOnlyList<string> KeysOrDefault => Keys.Count > 0 ? Keys : ["peerjs"];
}
