# Runs the regressions of models.csv again: lm or AER::ivreg, errors by clubSandwich.
#
#   Rscript replicate.R
#
# Prints what was told beside what is found, and ends with 1 if anything differs by more than one
# part in a million.

suppressPackageStartupMessages({
  library(AER)
  library(clubSandwich)
})

arguments <- commandArgs(trailingOnly = FALSE)
script <- sub("^--file=", "", grep("^--file=", arguments, value = TRUE))
folder <- if (length(script)) dirname(script) else "."

tolerance <- 1e-6
models <- read.csv(file.path(folder, "models.csv"), na.strings = "", stringsAsFactors = FALSE)
differs <- FALSE

words <- function(text) if (is.na(text)) character(0) else strsplit(text, " ")[[1]]

compare <- function(model, what, told, found) {
  apart <- abs(found - told) / max(abs(told), 1e-12)
  if (!(apart <= tolerance)) differs <<- TRUE
  cat(sprintf("%-52s %-10s %16.9g %16.9g %9.1e\n", model, what, told, found, apart))
}

cat(sprintf("%-52s %-10s %16s %16s %9s\n", "model", "", "told", "found", "apart"))
for (row in seq_len(nrow(models))) {
  model <- models[row, ]
  data <- read.csv(file.path(folder, "data", paste0(model$model, ".csv")), stringsAsFactors = FALSE)
  levels <- words(model$fixed_effects)
  effects <- if (length(levels)) sprintf("factor(%s)", levels) else character(0)
  held <- c(words(model$controls), effects)
  if (model$kind == "itt") {
    name <- "treat"
    fit <- lm(reformulate(c(name, held), "outcome"), data)
  } else {
    name <- "usage"
    moved <- paste(c(name, held), collapse = " + ")
    outside <- paste(c("treat", held), collapse = " + ")
    fit <- ivreg(as.formula(paste("outcome ~", moved, "|", outside)), data = data)
  }
  compare(model$model, "estimate", model$estimate, unname(coef(fit)[name]))
  if (model$covariance == "CR2") {
    errors <- vcovCR(fit, cluster = data[[model$cluster]], type = "CR2")
    test <- coef_test(fit, vcov = errors, test = "Satterthwaite", coefs = name)
    compare(model$model, "std_error", model$std_error, test$SE)
    compare(model$model, "dof", model$dof, test$df_Satt)
    compare(model$model, "p_value", model$p_value, test$p_Satt)
  } else {
    # What is absorbed within clusters does not count among the regressors (as in Stata's reghdfe).
    within <- function(level) all(tapply(data[[model$cluster]], data[[level]],
                                         function(each) length(unique(each)) == 1))
    nested <- levels[vapply(levels, within, logical(1))]
    inside <- sum(vapply(nested, function(each) length(unique(data[[each]])) - 1, numeric(1)))
    clusters <- length(unique(data[[model$cluster]]))
    size <- nrow(data)
    factor <- clusters / (clusters - 1) * (size - 1) / (size - fit$rank + inside)
    errors <- vcovCR(fit, cluster = data[[model$cluster]], type = "CR0") * factor
    compare(model$model, "std_error", model$std_error, sqrt(errors[name, name]))
  }
}
if (differs) {
  cat("They differ.\n")
  quit(status = 1)
}
cat(sprintf("All %d regressions agree.\n", nrow(models)))
