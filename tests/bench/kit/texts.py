# SPDX-License-Identifier: MIT
"""The texts of the messages in all measurements."""

TEXTS = [
    "Hello, is anybody there?",
    "Good morning! How can I help you today?",
    "I ordered two weeks ago and it still has not arrived.",
    "I am sorry to hear that. Could you give me the number of your order, please?",
    "It is 4711-0815",
    "Thank you, one moment please.",
    "Your parcel left our warehouse on Monday and should be with you by Thursday at the latest.",
    "ok",
    "You can follow it here: https://www.example.com/track?id=47110815",
    "Great, thanks :)",
    "Is there *anything* else I can do for you?",
    "Yes: can I still change the address? We moved last month to the house next door, and the "
    "neighbours are on holiday until the end of the week.",
    "Of course. Please write the new one here.",
    "12 Main Street, Springfield",
    "Done!",
    "Thanks a lot, that was quick. Have a nice day 👍",
]
