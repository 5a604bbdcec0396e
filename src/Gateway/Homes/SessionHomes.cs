using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Tickets;

namespace Signaling.Gateway.Homes;

/// <summary>
/// The names of sessions that take several HTTP requests, such as long polling: a name says which gateway has the session, for the other gateways
/// only (AES-GCM with a key that follows from the ticket key, bound to the session's id). So nobody learns an internal address, and nobody can make a
/// gateway call one.
/// </summary>
internal sealed class SessionHomes : IDisposable
{
    private const char Separator = '.';
    private const int NameCharsMax = 512;
    private const int TagBytes = 16;

    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;

    private readonly byte[] _stampKey;
    private readonly AesGcm _cipher; // keeps the state of a call in itself: one at a time
    private readonly Lock _gate = new();
    private readonly string? _own;

    public SessionHomes(TicketKey key, GatewayOptions options)
    {
        _cipher = new AesGcm(HMACSHA256.HashData(key.Bytes, "session homes"u8), TagBytes);
        _stampKey = HMACSHA256.HashData(key.Bytes, "requests handed on"u8);
        _own = options.InternalUrl?.TrimEnd('/');
    }

    /// <summary>Whether other gateways can reach this one.</summary>
    public bool IsReachable => _own is not null;

    /// <summary>What a client calls a session of this gateway: its id, and where it is.</summary>
    public string NameFor(string id)
    {
        if (_own is null) return id;
        var address = Encoding.UTF8.GetBytes(_own);
        var sealedHome = new byte[NonceBytes + TagBytes + address.Length];
        var nonce = sealedHome.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        lock (_gate) _cipher.Encrypt(nonce, address, sealedHome.AsSpan(NonceBytes + TagBytes), sealedHome.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(id));
        return id + Separator + Base64Url.EncodeToString(sealedHome);
    }

    /// <summary>The other way round; false when the name says nothing of a gateway that we could believe.</summary>
    public bool TryRead(string name, out string id, out string home)
    {
        (id, home) = ("", "");
        var dot = name.LastIndexOf(Separator);
        if (dot < 0 || name.Length > NameCharsMax || !Base64Url.IsValid(name.AsSpan(dot + 1))) return false;
        var sealedHome = Base64Url.DecodeFromChars(name.AsSpan(dot + 1));
        if (sealedHome.Length <= NonceBytes + TagBytes) return false;
        var address = new byte[sealedHome.Length - NonceBytes - TagBytes];
        try
        {
            lock (_gate)
            {
                _cipher.Decrypt(
                    sealedHome.AsSpan(0, NonceBytes), sealedHome.AsSpan(NonceBytes + TagBytes), sealedHome.AsSpan(NonceBytes, TagBytes), address, Encoding.UTF8.GetBytes(name[..dot]));
            }
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        (id, home) = (name[..dot], Encoding.UTF8.GetString(address));
        return true;
    }

    public bool IsOwn(string home) => home == _own;

    /// <summary>Whether a client names a session that another gateway has.</summary>
    public bool IsElsewhere(string? name) => _own is not null && name is not null && TryRead(name, out _, out var home) && !IsOwn(home);

    /// <summary>The id of a session of this gateway, by its name or by itself.</summary>
    public string? IdOf(string? name) => name is not null && TryRead(name, out var id, out var home) && IsOwn(home) ? id : name;

    /// <summary>What a gateway puts on a request that it hands on, so that no other hands it on again.</summary>
    public string Stamp(string method, string pathAndQuery) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_stampKey, Encoding.UTF8.GetBytes($"{method} {pathAndQuery}")));

    public bool IsStamp(string? stamp, string method, string pathAndQuery) =>
        stamp is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(stamp), Encoding.UTF8.GetBytes(Stamp(method, pathAndQuery)));

    public void Dispose() => _cipher.Dispose();
}
