namespace Signaling.Core.Messages;

/// <summary>What a member may do. Without authentication everybody has <see cref="Member"/>.</summary>
[Flags]
public enum Rights : byte
{
    None = 0,

    /// <summary>Be in the room.</summary>
    Join = 1,

    /// <summary>Speak to all at once, and have presence data.</summary>
    Publish = 2,

    /// <summary>Speak to one peer: offers, answers, candidates, messages, receipts.</summary>
    Speak = 4,

    /// <summary>Be told who is there.</summary>
    Presence = 8,

    /// <summary>Kick peers, and close the room.</summary>
    Moderate = 16,

    /// <summary>Use the server API and the admin page.</summary>
    Admin = 32,

    /// <summary>All that a call needs.</summary>
    Member = Join | Publish | Speak | Presence,
}
